"""What a person allows now, and how that came about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from customers.models import Customer
from privacy.models import ConsentEntry, ConsentPurpose, ConsentWording


@dataclass(frozen=True)
class ConsentState:
    """Whether a purpose is allowed now. `entry` is the line of the log that decides; None where nothing was said."""

    purpose: ConsentPurpose
    entry: ConsentEntry | None

    @property
    def is_allowed(self) -> bool:
        return self.purpose.is_presumed if self.entry is None else self.entry.given

    @property
    def tone(self) -> str:
        return "done" if self.is_allowed else "closed"


def consents_of(customer: Customer) -> list[ConsentState]:
    """The state of every active purpose. Two queries."""
    newest = {entry.purpose_id: entry for entry in _newest_of(customer)}
    purposes = ConsentPurpose.objects.filter(is_active=True)
    return [ConsentState(purpose, newest.get(purpose.pk)) for purpose in purposes]


def _newest_of(customer: Customer) -> "QuerySet[ConsentEntry]":
    entries = ConsentEntry.objects.filter(customer=customer).select_related("wording", "by")
    return entries.order_by("purpose_id", "-id").distinct("purpose_id")


def consent_log(record_ids: Iterable[int]) -> "QuerySet[ConsentEntry]":
    """Every line, newest first, also of the records folded into this one."""
    return ConsentEntry.objects.filter(customer__in=record_ids).select_related("purpose", "wording", "by", "customer")


def allows(customers: "QuerySet[Customer]", purpose: str) -> "QuerySet[Customer]":
    """Those of `customers` whom we may approach for a purpose; who wants no contact at all allows nothing."""
    reachable = customers.filter(do_not_contact=False)
    found = ConsentPurpose.objects.get(key=purpose)
    if found.is_bound:
        return reachable.filter(survey_consent=True)
    entries = ConsentEntry.objects.filter(customer=OuterRef("pk"), purpose=found)
    newest = Subquery(entries.order_by("-id").values("given")[:1])
    said = reachable.annotate(_said=newest)
    return said.filter(Q(_said=True) | Q(_said__isnull=True) if found.is_presumed else Q(_said=True))


def current_wordings(purposes: Iterable[ConsentPurpose], *, today: date) -> dict[int, ConsentWording]:
    """The text in force, by purpose."""
    valid = ConsentWording.objects.filter(purpose__in=list(purposes), valid_from__lte=today)
    return {wording.purpose_id: wording for wording in valid.order_by("purpose_id", "-number").distinct("purpose_id")}


def purposes_with_figures() -> "QuerySet[ConsentPurpose]":
    """All purposes, with whether anybody agreed to one of their wordings (`is_used`)."""
    used = ConsentEntry.objects.filter(purpose=OuterRef("pk"))
    return ConsentPurpose.objects.annotate(is_used=Exists(used)).order_by(F("position"), "id")
