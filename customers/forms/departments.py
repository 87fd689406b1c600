from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from common.forms import PrimaForm, VersionMixin
from customers.forms.fields import ServiceModelForm


class DepartmentCreateForm(ServiceModelForm):
    class Meta:
        model = Department
        fields = ["name", "parent", "email", "is_active"]


class DepartmentEditForm(VersionMixin, DepartmentCreateForm):
    pass


class ServiceRelationForm(PrimaForm):
    """Who serves the department that the page is about, with what."""

    provider = forms.ModelChoiceField(label=_("Serving department"), queryset=Department.objects.none())
    service = forms.CharField(label=_("Service"), max_length=120)

    def __init__(self, *args, consumer: Department, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["provider"].queryset = Department.objects.filter(is_active=True).exclude(pk=consumer.pk)
