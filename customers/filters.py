import django_filters
from crispy_forms.helper import FormHelper
from crispy_forms.layout import Div, Layout
from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import Department
from common.forms import PrimaForm
from customers.enums import Kind, PartyType, Standing
from customers.models import Customer
from customers.queries import search_customers

# A list that is being narrowed by text shows the best of what is alike, not everything that is a little.
TEXT_HITS = 200


class MoreFilters(Div):
    """Fields behind a line that opens; open from the start when one of them narrows the list."""

    template = "customers/_more_filters.html"
    is_open = False


class CustomerFilterForm(PrimaForm):
    """What narrows the list: three fields in sight, the rest under "More filters"."""

    @property
    def helper(self) -> FormHelper:
        helper = super().helper
        helper.mark_optional = False
        more = MoreFilters(Div("city"), Div("department"), Div("party_type"))
        more.is_open = any(self.data.get(name) for name in ("city", "department", "party_type"))
        helper.layout = Layout(
            Div("q", css_class="grow"),
            Div("kind", css_class="half"),
            Div("standing", css_class="half"),
            more,
        )
        return helper


class CustomerFilter(django_filters.FilterSet):
    q = django_filters.CharFilter(label=_("Name, phone, e-mail or number"), method="search", max_length=100)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Kind.choices, empty_label=_("All"))
    standing = django_filters.ChoiceFilter(label=_("Standing"), choices=Standing.choices, empty_label=_("All"))
    city = django_filters.CharFilter(label=_("City"), lookup_expr="iexact", max_length=100)
    department = django_filters.ModelChoiceFilter(
        label=_("Department"), queryset=Department.objects.all(), empty_label=_("All")
    )
    party_type = django_filters.ChoiceFilter(label=_("Type"), choices=PartyType.choices, empty_label=_("All"))

    class Meta:
        model = Customer
        form = CustomerFilterForm
        fields = ["q", "kind", "standing", "city", "department", "party_type"]

    def search(self, customers: "QuerySet[Customer]", name: str, value: str) -> "QuerySet[Customer]":
        return customers.filter(pk__in=[hit.pk for hit in search_customers(value, limit=TEXT_HITS)])

    def chips(self) -> list[dict[str, str]]:
        """What narrows the list now, each with the address of the list without it."""
        if not self.form.is_valid():
            return []
        chosen = [(name, value) for name, value in self.form.cleaned_data.items() if value]
        return [{"label": f"{self.form[name].label}: {self._shown(name, value)}", "remove_url": self._without(name)}
                for name, value in chosen]  # fmt: skip

    def _shown(self, name: str, value: object) -> str:
        field = self.form.fields[name]
        known = not isinstance(field, forms.ModelChoiceField) and dict(getattr(field, "choices", ()))
        return str(known.get(value, value) if known else value)

    def _without(self, name: str) -> str:
        kept = self.data.copy()
        for key in (name, "after", "before"):
            kept.pop(key, None)
        return f"?{kept.urlencode()}"
