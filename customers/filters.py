"""What narrows the list of customers, and with it every saved view and segment.

An app above, or one that lets people define fields, adds its own with `register_filters`; each then works in the
address of the list, in chips, saved views, segments, bulk actions and exports without knowing of them.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.models import Department, User
from common.errors import AppError
from common.filters import Day, FilterForm, FromDay, ListFilterSet, UntilDay, YesNo
from customers.enums import BuyerRole, ExitReason, Kind, LifeCycle, PartyType, Standing, StandingSource
from customers.forms.fields import TagsInput
from customers.models import Customer, CustomerActivity, Need, Phone
from customers.models.customer import CustomerQuerySet, city_key
from customers.queries import search_customers
from customers.services.tags import spelt

# A list that is being narrowed by text shows the best of what is alike, not everything that is a little.
TEXT_HITS = 200
AGE_LIMIT = 130
QUIET_LIMIT = 36_500

Build = Callable[[User], Mapping[str, django_filters.Filter]]
_builders: dict[str, tuple[Any, Build]] = {}


def register_filters(name: str, *, label: Any, build: Build) -> None:
    """Add filters under a heading of "More filters". `build` is called for each request and may read the database.

    It gives filters by the name they have in the address. Their `method` must be a callable (rows, name, value), or
    they have a `field_name` of Customer. Each should be served by an index, or narrow rarely.
    """
    _builders[name] = (label, build)


class CustomerFilter(ListFilterSet):
    """Filters by the names they have in the address. `user` is whom "me" means; without one it means nobody."""

    q = django_filters.CharFilter(label=_("Name, phone, e-mail or number"), method="search", max_length=100)
    kind = django_filters.ChoiceFilter(label=_("Kind"), choices=Kind.choices, empty_label=_("All"))
    standing = django_filters.ChoiceFilter(label=_("Standing"), choices=Standing.choices, empty_label=_("All"))
    tags = django_filters.CharFilter(label=_("Tags"), method="by_tags", max_length=300, widget=TagsInput)

    party_type = django_filters.ChoiceFilter(label=_("Type"), choices=PartyType.choices, empty_label=_("All"))
    commercial = YesNo(label=_("Buys for commercial use"), field_name="is_commercial")
    role = django_filters.ChoiceFilter(
        label=_("Role"), field_name="buyer_role", choices=BuyerRole.choices, empty_label=_("All")
    )
    city = django_filters.CharFilter(label=_("City"), method="by_city", max_length=100)
    language = django_filters.ChoiceFilter(label=_("Language"), choices=Language.choices, empty_label=_("All"))
    department = django_filters.ModelChoiceFilter(
        label=_("Department"), queryset=Department.objects.all(), empty_label=_("All")
    )
    birthday = django_filters.ChoiceFilter(
        label=_("Birthday in"),
        method="by_birthday",
        choices=[(str(month), name) for month, name in MONTHS.items()],
        empty_label=_("All"),
    )
    age_from = django_filters.NumberFilter(label=_("Age from"), method="by_age", min_value=0, max_value=AGE_LIMIT)
    age_to = django_filters.NumberFilter(label=_("Age up to"), method="by_age", min_value=0, max_value=AGE_LIMIT)

    owner = django_filters.ChoiceFilter(label=_("Looked after by"), method="by_owner", empty_label=_("All"))
    stage = django_filters.ChoiceFilter(
        label=_("Stage of the life cycle"), method="by_stage", choices=LifeCycle.choices, empty_label=_("All")
    )
    standing_by = django_filters.ChoiceFilter(
        label=_("Standing set by"), field_name="standing_source", choices=StandingSource.choices, empty_label=_("All")
    )
    source = django_filters.CharFilter(label=_("Came to us through"), field_name="acquisition_source", max_length=60)
    exit = django_filters.ChoiceFilter(
        label=_("Left us"),
        method="by_exit",
        choices=[("no", _("No")), ("yes", _("Yes, whatever the reason")), *ExitReason.choices],
        empty_label=_("All"),
    )
    tags_match = django_filters.ChoiceFilter(
        label=_("Of several tags"),
        method="with_tags",
        choices=[("any", _("one is enough"))],
        empty_label=_("all must be there"),
    )

    phone = YesNo(label=_("Has a phone number"), method="by_phone")
    email = YesNo(label=_("Has an e-mail address"), method="by_email")
    consent = YesNo(label=_("May be asked in surveys"), field_name="survey_consent")
    no_contact = YesNo(label=_("Do not contact"), field_name="do_not_contact")
    test = YesNo(label=_("Test record"), field_name="is_test")

    bought = YesNo(label=_("Has bought"), method="by_purchases")
    bought_from = Day(label=_("Last purchase from"), field_name="activity__last_on", lookup_expr="gte")
    bought_to = Day(label=_("Last purchase until"), field_name="activity__last_on", lookup_expr="lte")
    quiet_for = django_filters.NumberFilter(
        label=_("No purchase for so many days"), method="by_quiet", min_value=1, max_value=QUIET_LIMIT
    )
    need_review = YesNo(label=_("A wish is to be asked about again"), method="by_review")

    created_from = FromDay(label=_("Added from"), field_name="created_at")
    created_to = UntilDay(label=_("Added until"), field_name="created_at")
    changed_from = FromDay(label=_("Changed from"), field_name="updated_at")
    stage_from = Day(label=_("In this stage from"), field_name="stage_since", lookup_expr="gte")
    stage_to = Day(label=_("In this stage until"), field_name="stage_since", lookup_expr="lte")

    in_sight = ("q", "kind", "standing", "tags")
    groups = (
        (
            _("Who they are"),
            ("party_type", "commercial", "role", "city", "language", "department", "birthday", "age_from", "age_to"),
        ),
        (_("How we stand"), ("owner", "stage", "standing_by", "source", "exit", "need_review", "tags_match")),
        (_("What they bought"), ("bought", "bought_from", "bought_to", "quiet_for")),
        (_("Contact"), ("phone", "email", "consent", "no_contact", "test")),
        (_("When"), ("created_from", "created_to", "changed_from", "stage_from", "stage_to")),
    )

    class Meta:
        model = Customer
        form = FilterForm
        fields: list[str] = []

    def __init__(self, data: Any = None, queryset: "QuerySet[Customer] | None" = None, *, user: User | None = None):
        super().__init__(data, Customer.objects.current() if queryset is None else queryset)
        self.user = user
        self._added: list[tuple[Any, tuple[str, ...]]] = []
        self.filters["owner"].extra["choices"] = cache(_owners)
        for label, build in _builders.values():
            self._add(label, build(user) if user else {})

    def _add(self, label: Any, filters: Mapping[str, django_filters.Filter]) -> None:
        for name, added in filters.items():
            added.parent, added.model = self, Customer
            self.filters[name] = added
        if filters:
            self._added.append((label, tuple(filters)))

    def all_groups(self) -> tuple[tuple[Any, tuple[str, ...]], ...]:
        return (*self.groups, *self._added)

    def active(self) -> dict[str, Any]:
        """Without what says nothing alone: how several tags are matched."""
        found = super().active()
        if "tags" not in found:
            found.pop("tags_match", None)
        return found

    def search(self, customers: "QuerySet[Customer]", name: str, value: str) -> "QuerySet[Customer]":
        return customers.filter(pk__in=[hit.pk for hit in search_customers(value, limit=TEXT_HITS)])

    def by_tags(self, customers: "QuerySet[Customer]", name: str, value: str) -> "QuerySet[Customer]":
        tags = _tags_in(value)
        match = "overlap" if self.form.cleaned_data.get("tags_match") == "any" else "contains"
        return customers.filter(**{f"tags__{match}": tags}) if tags else customers

    def with_tags(self, customers: "QuerySet[Customer]", name: str, value: str) -> "QuerySet[Customer]":
        return customers  # read by by_tags

    def by_city(self, customers: "QuerySet[Customer]", name: str, value: str) -> "QuerySet[Customer]":
        return customers.alias(city_key=city_key()).filter(city_key=Lower(Value(value)))

    def by_age(self, customers: "QuerySet[Customer]", name: str, value: Any) -> "QuerySet[Customer]":
        today = timezone.localdate()
        if name == "age_from":
            return customers.filter(birth_date__lte=years_before(today, int(value)))
        return customers.filter(birth_date__gt=years_before(today, int(value) + 1))

    def by_birthday(self, customers: CustomerQuerySet, name: str, value: str) -> CustomerQuerySet:
        return customers.born_in(int(value))

    def by_stage(self, customers: CustomerQuerySet, name: str, value: str) -> CustomerQuerySet:
        return customers.in_stage(value)

    def by_owner(self, customers: "QuerySet[Customer]", name: str, value: str) -> "QuerySet[Customer]":
        if value == "none":
            return customers.filter(owner__isnull=True)
        if value == "me":
            return customers.filter(owner=self.user) if self.user else customers.none()
        return customers.filter(owner_id=int(value))

    def by_exit(self, customers: "QuerySet[Customer]", name: str, value: str) -> "QuerySet[Customer]":
        if value in ("yes", "no"):
            return customers.filter(exit_date__isnull=value == "no")
        return customers.filter(exit_reason=value)

    def by_purchases(self, customers: "QuerySet[Customer]", name: str, value: str) -> "QuerySet[Customer]":
        has_bought = Exists(CustomerActivity.objects.filter(customer=OuterRef("pk"), purchases__gt=0))
        return customers.filter(has_bought if value == "yes" else ~has_bought)

    def by_quiet(self, customers: "QuerySet[Customer]", name: str, value: Any) -> "QuerySet[Customer]":
        """Who has bought, but not within the last so many days."""
        return customers.filter(activity__last_on__lte=timezone.localdate() - timedelta(days=int(value)))

    def by_review(self, customers: "QuerySet[Customer]", name: str, value: str) -> "QuerySet[Customer]":
        due = Need.objects.filter(ended_at__isnull=True, review_on__lte=timezone.localdate())
        found = Q(pk__in=due.values(record=Coalesce("customer__merged_into", "customer")))
        return customers.filter(found if value == "yes" else ~found)

    def by_phone(self, customers: "QuerySet[Customer]", name: str, value: str) -> "QuerySet[Customer]":
        has_phone = Exists(Phone.objects.filter(customer=OuterRef("pk")))
        return customers.filter(has_phone if value == "yes" else ~has_phone)

    def by_email(self, customers: "QuerySet[Customer]", name: str, value: str) -> "QuerySet[Customer]":
        return customers.exclude(email="") if value == "yes" else customers.filter(email="")


def _tags_in(text: str) -> list[str]:
    """ "vip, hotel" as people type it, each in the spelling it is stored in."""
    try:
        return spelt(text.split(","))
    except AppError:
        return [text]  # no customer has such a tag


def years_before(day: date, years: int) -> date:
    """The same day so many years ago; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def _owners() -> list[tuple[str, Any]]:
    people = User.objects.order_by("-is_active", "full_name", "pk").values_list("pk", "full_name")
    return [("me", _("Me")), ("none", _("Nobody")), *((str(pk), name) for pk, name in people)]
