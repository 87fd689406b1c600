"""The register of breaches: noted with a clock, told to the authority and to the people concerned, closed."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from accounts.models import SavedView, User
from common.errors import AppError, NotAllowed
from customers.models import Customer
from customers.segments import customers_in
from customers.services.checks import check_fields
from jobs.models import Job
from jobs.registry import Step
from jobs.services import start_job
from privacy import emails
from privacy.models import Breach, BreachPerson, PrivacyPolicy

LETTERS = "privacy.breach_letters"
BATCH = 200
FACTS = (
    "title", "details", "happened_at", "discovered_at", "data_kinds", "people", "consequences", "measures", "advice",
)  # fmt: skip


@transaction.atomic
def note_breach(*, at: datetime, by: User | None, submission_key: UUID | None = None, **facts: Any) -> Breach:
    """Enter a breach; the clock runs from its discovery. Raises AppError naming the field at fault."""
    if earlier := Breach.already_submitted(submission_key):
        return earlier
    breach = Breach(created_at=at, created_by=by, submission_key=submission_key)
    _set_facts(breach, facts, at)
    breach.save(force_insert=True)
    return breach


@transaction.atomic
def edit_breach(*, breach: Breach, expected_version: int, at: datetime, **facts: Any) -> None:
    """More is known now. Raises StaleRecord when somebody else wrote meanwhile."""
    _lock(breach)
    _set_facts(breach, facts, at)
    breach.save_version(expected=expected_version, fields=[*facts, "due_at"])


def _set_facts(breach: Breach, facts: dict[str, Any], at: datetime) -> None:
    for name, value in facts.items():
        setattr(breach, name, value)
    if breach.discovered_at > at:
        raise AppError(_("A breach can't have been discovered in the future."), field="discovered_at")
    if breach.happened_at and breach.happened_at > breach.discovered_at:
        raise AppError(_("It can't have happened after it was discovered."), field="happened_at")
    if not breach.data_kinds:
        raise AppError(_("Say which data are concerned."), field="data_kinds")
    check_fields(breach, *(name for name in facts if name in FACTS))
    breach.due_at = breach.discovered_at + timedelta(hours=PrivacyPolicy.load().breach_hours)


def _lock(breach: Breach) -> None:
    breach.refresh_from_db(from_queryset=Breach.objects.select_for_update())
    if not breach.is_open:
        raise NotAllowed(_("This breach is closed."))


@transaction.atomic
def tell_authority(*, breach: Breach, how: str, told_at: datetime, at: datetime) -> None:
    """Note when and how the authority was told, or why it need not be."""
    _note_told(breach, "authority", how, told_at, at)


@transaction.atomic
def tell_people(*, breach: Breach, how: str, told_at: datetime, at: datetime) -> None:
    """Note when and how the people concerned were told, or why they need not be."""
    _note_told(breach, "people", how, told_at, at)


def _note_told(breach: Breach, whom: str, how: str, told_at: datetime, at: datetime) -> None:
    _lock(breach)
    if not how.strip():
        raise AppError(_("Say how they were told, or why they need not be."), field="how")
    if not breach.discovered_at <= told_at <= at:
        raise AppError(_("That was between the discovery and now."), field="told_at")
    setattr(breach, f"{whom}_told_at", told_at)
    setattr(breach, f"{whom}_note", how)
    check_fields(breach, f"{whom}_note")
    breach.save_version(expected=breach.version, fields=[f"{whom}_told_at", f"{whom}_note"])


@transaction.atomic
def close_breach(*, breach: Breach, at: datetime) -> None:
    """Everybody was told and what could be done was done. Raises NotAllowed as long as somebody was not told."""
    _lock(breach)
    if not breach.is_told:
        raise NotAllowed(_("Tell the authority and the people concerned first, or note why they need not be told."))
    if not breach.measures.strip():
        raise NotAllowed(_("Write down first what was done about it."))
    breach.closed_at = at
    breach.save_version(expected=breach.version, fields=["closed_at"])


_ADD = """
INSERT INTO privacy_breachperson (breach_id, customer_id)
SELECT %s, chosen.id FROM ({rows}) AS chosen ON CONFLICT DO NOTHING
"""


@transaction.atomic
def add_people(*, breach: Breach, segment: SavedView | None, numbers: Iterable[str]) -> int:
    """Everybody of a segment and customers by their numbers, all of them or nobody; gives how many were added."""
    added = add_segment(breach=breach, segment=segment) if segment else 0
    return added + (add_numbers(breach=breach, numbers=numbers) if numbers else 0)


@transaction.atomic
def add_segment(*, breach: Breach, segment: SavedView) -> int:
    """Everybody of a segment, as it is now; gives how many were added. One statement."""
    _lock(breach)
    return _add(breach, customers_in(segment))


@transaction.atomic
def add_numbers(*, breach: Breach, numbers: Iterable[str]) -> int:
    """Customers by their numbers; a merged one counts as its survivor. Raises AppError naming those nobody has."""
    _lock(breach)
    wanted = {number.upper() for number in numbers}
    rows = Customer.objects.filter(number__in=wanted, erased_at=None)
    found = dict(rows.values_list("number", "pk"))
    if unknown := sorted(wanted - set(found)):
        text = _("No customer has this number: %(numbers)s")
        raise AppError(text % {"numbers": ", ".join(unknown[:10])}, field="numbers")
    survivors = rows.filter(merged_into__isnull=False).values("merged_into")
    return _add(
        breach, Customer.objects.current().filter(pk__in=found.values()) | Customer.objects.filter(pk__in=survivors)
    )


def _add(breach: Breach, customers: "QuerySet[Customer]") -> int:
    rows, values = customers.order_by().values("pk").query.sql_with_params()
    rows = rows.replace('."id" AS "pk"', '."id" AS "id"', 1)
    with connection.cursor() as cursor:
        cursor.execute(_ADD.format(rows=rows), [breach.pk, *values])
        return cursor.rowcount


@transaction.atomic
def remove_people(*, breach: Breach, ids: Sequence[int]) -> int:
    """They are not concerned after all; who was told already stays."""
    _lock(breach)
    return BreachPerson.objects.filter(breach=breach, customer__in=ids, told_at=None).delete()[0]


@transaction.atomic
def send_letters(*, breach: Breach, at: datetime, by: User, submission_key: UUID | None = None) -> Job:
    """Write to everybody concerned who has an e-mail address and was not written to yet, as a job.

    The law wants them told, so it does not matter what they said about surveys and offers.
    """
    _lock(breach)
    count = with_address(breach).filter(told_at=None).count()
    if not count:
        raise AppError(_("Nobody is left to write to."))
    if not breach.measures.strip():
        raise AppError(_("Write down first what was done about it: the letter says so."))
    title = _("Letters about %(number)s") % {"number": breach.reference}
    return start_job(
        kind=LETTERS, title=title, by=by, at=at, total=count, parameters={"breach": breach.pk},
        submission_key=submission_key,
    )  # fmt: skip


def with_address(breach: Breach) -> "QuerySet[BreachPerson]":
    """Those concerned whom an e-mail can reach."""
    reachable = Customer.objects.filter(pk=OuterRef("customer"), erased_at=None).exclude(email="")
    return BreachPerson.objects.filter(Exists(reachable), breach=breach)


def write_letters(job: Job) -> Step:
    """One batch: a message each, and that it was queued, in one transaction."""
    breach = Breach.objects.get(pk=job.parameters["breach"])
    rows = with_address(breach).filter(told_at=None).select_related("customer").order_by("pk")
    people = list(rows.select_for_update(of=("self",))[:BATCH])
    for person in people:
        emails.send_breach_letter(breach, person.customer)
    BreachPerson.objects.filter(pk__in=[person.pk for person in people]).update(told_at=job.created_at)
    if len(people) == BATCH:
        return Step(done=len(people), state={"going": True})
    message = _("The letters are in the outbox. Note on the page of the breach when the people were told.")
    return Step(done=len(people), message=message, result_url=breach.get_absolute_url())
