"""Taking people out of every table, trail, message and file, and leaving the numbers."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import quote_plus

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from accounts.models import SavedView, User
from accounts.queries import audited_models
from accounts.services import Redactor, emptied, redaction
from common.audit import ERASED
from customers.models import Customer, ImportChange, Phone
from customers.services.checks import refuse_nobody
from outbox.enums import Status
from outbox.models import Message
from privacy.enums import Channel
from privacy.holdings import Holding, Person, holdings, letters_about
from privacy.models import SURVEYS, DataRequest, Erasure
from privacy.services.consents import record_consent
from privacy.services.erased_files import erase_files


def person_of(customer: Customer) -> Person:
    """By what a customer and the records folded together with it were ever known."""
    survivor = customer.merged_into_id or customer.pk
    ids = list(Customer.objects.filter(Q(pk=survivor) | Q(merged_into=survivor)).values_list("pk", flat=True))
    known, events = audited_models(), Q(pgh_obj_id__in=ids)
    customers, phones = known["customers.customer"].objects.filter(events), known["customers.phone"].objects
    rows = [*Customer.objects.filter(pk__in=ids).values("name", "email"), *customers.values("name", "email")]
    numbers = [
        *Phone.objects.filter(customer__in=ids).values_list("digits", flat=True),
        *phones.filter(customer_id__in=ids).values_list("digits", flat=True),
    ]
    gone = {"", ERASED}
    return Person(
        ids=ids,
        emails=sorted({row["email"].lower() for row in rows} - gone),
        phones=sorted(set(numbers) - gone),
        names=sorted({row["name"] for row in rows} - gone),
    )


def erase_customer(*, customer: Customer, at: datetime, by: User | None, request: DataRequest | None = None) -> Erasure:
    """Take the person out of every table, audit trail, message and file, and leave the numbers.

    Records folded together go together. What has to wait (`Holding.later`) is finished by `finish_erasures`.
    """
    reason = request.reference if request else "erasure"
    return erase_customers(customers=[customer], reason=reason, at=at, by=by, request=request)[0]


@transaction.atomic
def erase_customers(
    *,
    customers: Sequence[Customer],
    reason: str,
    at: datetime,
    by: User | None,
    request: DataRequest | None = None,
) -> list[Erasure]:
    """Several people in one transaction; the files of the house are gone through once for all of them."""
    people, erasures = [], []
    for customer in customers:
        refuse_nobody(customer)
        person, rows = _take_out(customer, reason, at, by)
        people.append(person)
        erasures.append(
            Erasure.objects.create(
                customer=customer, request=request, at=at, by=by, rows=rows, waits=_waits(person),
                proposed_by=request.proposed_by if request else None,
            )
        )  # fmt: skip
    transaction.on_commit(partial(erase_files, Person.of_all(people)))
    return erasures


def finish_erasures(*, at: datetime) -> int:
    """Erase what had to wait, as soon as nothing of it has to any more; gives how many people were finished."""
    waiting = Erasure.objects.filter(waits=True).select_related("customer").order_by("pk")
    return sum(_finish(erasure.pk, at) for erasure in waiting if not _waits(person_of(erasure.customer)))


@transaction.atomic
def _finish(pk: int, at: datetime) -> int:
    found = Erasure.objects.select_for_update(skip_locked=True, of=("self",)).select_related("customer")
    erasure = found.filter(pk=pk, waits=True).first()
    if erasure is None:
        return 0
    person, rows = _take_out(erasure.customer, "erasure", at, None)
    erasure.rows = {label: erasure.rows.get(label, 0) + rows.get(label, 0) for label in {*erasure.rows, *rows}}
    erasure.waits = _waits(person)
    erasure.save(update_fields=["rows", "waits"])
    transaction.on_commit(partial(erase_files, person))
    return 1


def _waits(person: Person) -> bool:
    """Whether something of this person can't go yet."""
    return any(
        holding.rows(person).filter(holding.later).exists() for holding in holdings() if holding.later is not None
    )


def _take_out(customer: Customer, reason: str, at: datetime, by: User | None) -> tuple[Person, dict[str, int]]:
    together = Customer.objects.select_for_update().filter(
        Q(pk=customer.merged_into_id or customer.pk) | Q(merged_into=customer.merged_into_id or customer.pk)
    )
    list(together.order_by("pk").values_list("pk", flat=True))
    person = person_of(customer)
    if not customer.erased_at:
        record_consent(customer=customer, purpose=SURVEYS, given=False, channel=Channel.ERASURE, at=at, by=by)
    keys = letters_about(person)
    with redaction(reason=reason, by=by, at=at) as redactor:
        rows = {
            holding.label: n for holding in holdings() if (n := erase_rows(holding, _ready(holding, person), redactor))
        }
        Customer.objects.filter(pk__in=person.ids, erased_at=None).update(erased_at=at)
        # The events of what was just written hold the old words too, so the trail comes last.
        for holding in holdings():
            _erase_trail(holding, person, redactor)
        _erase_views(person, redactor)
    rows["outbox.message"] = _erase_letters(person, keys)
    _erase_import_changes(person)
    _erase_bulk_changes(person)
    return person, {**rows, **redactor.rows}


def _ready(holding: Holding, person: Person) -> Any:
    rows = holding.rows(person)
    return rows.exclude(holding.later) if holding.later is not None else rows


def erase_rows(holding: Holding, rows: Any, redactor: Redactor) -> int:
    """Take the words out of some rows of a table, or the rows themselves, as the holding says; gives how many."""
    if holding.deleted:
        return rows.delete()[0]
    if holding.is_append_only:
        return redactor.redact(rows, holding.redacted)
    values = {name: emptied(holding.model, name) for name in holding.redacted}
    values |= {name: emptied(holding.model, name, blank=True) for name in holding.emptied}
    values |= holding.values() if holding.values else {}
    return rows.update(**values) if values else 0


def _erase_trail(holding: Holding, person: Person, redactor: Redactor) -> None:
    if holding.label not in audited_models():
        return
    which = holding.about(person, pk="pgh_obj_id")
    if holding.later is not None:
        waiting = holding.rows(person).filter(holding.later).values("pk")
        which &= ~Q(pgh_obj_id__in=waiting)
    redactor.redact_events(holding.model, which)


def _erase_letters(person: Person, keys: Iterable[str]) -> int:
    """Letters to the person, and those about their things; what was not sent yet is withdrawn."""
    to_them = Message.objects.alias(plain=Lower("to_email")).filter(plain__in=list(person.emails))
    about = Message.objects.filter(subject_key__in=list(keys))
    staff = set(User.objects.values_list(Lower("email"), flat=True))
    found = list((to_them | about.alias(plain=Lower("to_email"))).values_list("pk", "to_email").distinct())
    ids = [pk for pk, _to in found]
    rows = Message.objects.filter(pk__in=ids)
    rows.filter(status__in=[Status.PENDING, Status.FAILED, Status.SENDING]).update(
        status=Status.CANCELLED, claimed_by=None, claimed_until=None
    )
    rows.filter(pk__in=[pk for pk, to in found if to.lower() not in staff]).update(to_email=ERASED)
    return rows.update(subject=ERASED, cc=[], sealed=None, last_error="")


def _erase_import_changes(person: Person) -> None:
    """What imports overwrote of the person: taking such a run back no longer touches them."""
    own = Q(model=Customer._meta.label_lower, object_id__in=list(person.ids))
    parts = Q()
    for pk in person.ids:
        parts |= Q(before__customer_id=pk) | Q(before__customer=pk)
    ImportChange.objects.filter(own | parts).delete()


# Only what was done to customers: the ids of other lists are other things.
_FORGET_BULK = """
UPDATE jobs_bulkchange AS change
SET ids = (SELECT coalesce(array_agg(id ORDER BY place), ARRAY[]::bigint[])
    FROM unnest(change.ids) WITH ORDINALITY AS of_change (id, place) WHERE id <> ALL (%(ids)s::bigint[]))
FROM jobs_job AS job
WHERE job.id = change.job_id AND job.parameters->>'list' = 'customers' AND change.ids && %(ids)s::bigint[]
"""


def _erase_bulk_changes(person: Person) -> None:
    """What was done to many at once, the person among them: taking it back no longer touches them."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET_BULK, {"ids": list(person.ids)})


def _erase_views(person: Person, redactor: Redactor) -> None:
    """Lists that somebody saved under the person's name or number."""
    named = Q()
    for word in person.words:
        named |= Q(query__icontains=quote_plus(word)) | Q(name__icontains=word)
    if named:
        # Without its filters it would stand for everybody: it goes.
        SavedView.objects.filter(named).update(query="", name=ERASED, deleted_at=timezone.now())
        redactor.redact_events(SavedView, named)
