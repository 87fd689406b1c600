from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from common.fields import DateField
from common.forms import PrimaForm, VersionMixin
from customers.forms.fields import ServiceModelForm
from customers.models import ServiceRelation


class LinesField(forms.CharField):
    """One value a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value) -> list[str]:
        return [line.strip() for line in (super().clean(value) or "").splitlines() if line.strip()]


class DepartmentCreateForm(ServiceModelForm):
    units = LinesField(
        label=_("Units and branches it runs"),
        required=False,
        help_text=_(
            "One a line, as transactions name them. Complaints about it are compared with what is bought there."
        ),
    )

    class Meta:
        model = Department
        fields = ["name", "parent", "email", "units", "is_active"]


class DepartmentEditForm(VersionMixin, DepartmentCreateForm):
    pass


class AgreedForm(PrimaForm):
    """What two departments agreed about a service."""

    service = forms.CharField(label=_("Service"), max_length=120)
    contact = forms.ModelChoiceField(
        label=_("Contact person"), queryset=User.objects.none(), required=False, empty_label=_("Nobody named")
    )
    agreed = forms.CharField(label=_("Agreed service level"), max_length=300, required=False)
    target_days = forms.IntegerField(
        label=_("Working days it may take"), min_value=1, max_value=365, required=False, widget=forms.NumberInput
    )
    starts_on = DateField(label=_("From"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["contact"].queryset = User.objects.filter(is_active=True).order_by("full_name", "id")


class ServiceRelationForm(AgreedForm):
    """Who serves the department that the page is about, with what."""

    provider = forms.ModelChoiceField(label=_("Serving department"), queryset=Department.objects.none())
    field_order = ["provider"]

    def __init__(self, *args, consumer: Department, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["provider"].queryset = Department.objects.filter(is_active=True).exclude(pk=consumer.pk)


class ServiceRelationEditForm(VersionMixin, AgreedForm):
    ends_on = DateField(label=_("Until"), required=False)

    @classmethod
    def of(cls, relation: ServiceRelation, data=None) -> "ServiceRelationEditForm":
        names = ("service", "contact", "agreed", "target_days", "starts_on", "ends_on", "version")
        return cls(data, initial={name: getattr(relation, name) for name in names})
