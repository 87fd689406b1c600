"""Noting what people allow and refuse, and stopping the letters they no longer want."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError
from customers import services as customers
from customers.models import Customer
from customers.services.checks import check_fields, check_open, refuse_nobody
from customers.signals import surveys_refused
from outbox.enums import Status
from outbox.models import Message
from privacy.enums import Basis, Channel
from privacy.letters import letters_for
from privacy.models import SURVEYS, ConsentEntry, ConsentPurpose, ConsentWording, RefusalToFollow
from privacy.queries.consents import current_wordings

BATCH = 500


@transaction.atomic
def record_consent(
    *,
    customer: Customer,
    purpose: str,
    given: bool,
    channel: Channel | str,
    at: datetime,
    by: User | None = None,
    note: str = "",
    submission_key: UUID | None = None,
) -> ConsentEntry:
    """Note that a person allows a purpose, to the wording in force, or refuses it; then its waiting letters stop.

    A refusal also holds for the records folded together with this one. Raises AppError naming the field at fault.
    """
    if earlier := ConsentEntry.already_submitted(submission_key):
        return earlier
    found = ConsentPurpose.objects.filter(key=purpose, is_active=True).first()
    if found is None:
        raise AppError(_("This purpose is not in use."), field="purpose")
    refuse_nobody(customer)
    if given:
        check_open(customer)
    wording = current_wordings([found], today=timezone.localdate(at)).get(found.pk) if given else None
    entry = ConsentEntry(
        customer=customer, purpose=found, given=given, wording=wording, channel=channel, note=note, at=at, by=by,
        submission_key=submission_key,
    )  # fmt: skip
    check_fields(entry, "channel", "note")
    entry = _write_bound(entry) if found.is_bound else _write(entry)
    if not given:
        stop_letters([customer.pk], purpose=purpose)
    return entry


def _write(entry: ConsentEntry) -> ConsentEntry:
    """A line for the record, and where something is refused for those folded together with it."""
    together = _together(entry.customer)
    list(together.select_for_update().order_by("pk").values_list("pk", flat=True))
    entry.save(force_insert=True)
    if not entry.given:
        for other in together.exclude(pk=entry.customer_id):
            ConsentEntry.objects.create(
                customer=other, purpose=entry.purpose, given=False, channel=entry.channel, note=entry.note, at=entry.at,
                by=entry.by,
            )  # fmt: skip
    return entry


def _write_bound(entry: ConsentEntry) -> ConsentEntry:
    """Change the column, for which the database writes the line; where it says the same already, write the line."""
    stored = Customer.objects.select_for_update().get(pk=entry.customer_id)
    changes = stored.survey_consent != entry.given
    with _told(entry):
        if not entry.given:
            customers.withdraw_survey_consent(customer=entry.customer, at=entry.at)
        elif changes:
            stored.survey_consent, stored.updated_at = True, entry.at
            stored.save_version(expected=stored.version, fields=["survey_consent", "updated_at"])
    if not changes:
        entry.save(force_insert=True)
        return entry
    return ConsentEntry.objects.filter(customer=entry.customer_id, purpose=entry.purpose).latest("id")


@contextmanager
def told_to_trigger(values: dict[str, Any]) -> Iterator[None]:
    """While this lasts, the trigger on customers puts its lines down to these: channel, note, wording, at, by."""
    _tell(json.dumps(values))
    yield
    _tell("")


@contextmanager
def _told(entry: ConsentEntry) -> Iterator[None]:
    """While this lasts, the trigger on customers knows who noted a consent, how, and to which text."""
    values: dict[str, Any] = {
        "channel": str(entry.channel),
        "note": entry.note,
        "wording": entry.wording_id,
        "at": entry.at.isoformat(),
        "by": entry.by_id,
        "customer": entry.customer_id,
        "key": str(entry.submission_key) if entry.submission_key else None,
    }
    with told_to_trigger(values):
        yield


def _tell(text: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('prima.consent', %s, true)", [text])


def _together(customer: Customer) -> Any:
    survivor = customer.merged_into_id or customer.pk
    return Customer.objects.filter(Q(pk=survivor) | Q(merged_into=survivor))


def stop_letters(customer_ids: list[int], *, purpose: str) -> int:
    """Withdraw what waits of a purpose's letters to these customers; gives how many."""
    templates = letters_for(purpose)
    addresses = Customer.objects.filter(pk__in=customer_ids).exclude(email="").values_list(Lower("email"), flat=True)
    waiting = Message.objects.filter(status__in=[Status.PENDING, Status.FAILED], purpose__in=templates)
    if not templates or not (wanted := list(addresses)):
        return 0
    return waiting.alias(to=Lower("to_email")).filter(to__in=wanted).update(status=Status.CANCELLED)


@transaction.atomic
def follow_refusals(*, limit: int = BATCH) -> int:
    """Stop what waits for customers who refused surveys, also where a list or a file changed many at once."""
    rows = list(RefusalToFollow.objects.select_for_update(skip_locked=True).order_by("id")[:limit])
    RefusalToFollow.objects.filter(pk__in=[row.pk for row in rows]).delete()
    refused = list(Customer.objects.filter(pk__in={row.customer_id for row in rows}, survey_consent=False))
    for customer in refused:
        surveys_refused.send(Customer, customer=customer)
    stop_letters([customer.pk for customer in refused], purpose=SURVEYS)
    return len(rows)


@transaction.atomic
def save_purpose(
    *, purpose: ConsentPurpose | None, expected_version: int | None = None, **fields: Any
) -> ConsentPurpose:
    """Add or change a purpose. The ground of surveys stays one on which silence means yes, as their column does."""
    row = purpose or ConsentPurpose(key=fields.pop("key"))
    fields.pop("key", None)
    for name, value in fields.items():
        setattr(row, name, value)
    check_fields(row, "key", *fields)
    if row.is_bound and (row.basis == Basis.CONSENT or not row.is_active):
        raise AppError(
            _("Surveys rest on a ground on which people are asked until they object; that stays."), field="basis"
        )
    if purpose is None:
        if ConsentPurpose.objects.filter(key=row.key).exists():
            raise AppError(_("There is a purpose with this identifier already."), field="key")
        row.save(force_insert=True)
    else:
        row.save_version(expected=expected_version or 0, fields=list(fields))
    return row


@transaction.atomic
def add_wording(
    *, purpose: ConsentPurpose, text_id: str, text_en: str, valid_from: date, at: datetime, by: User
) -> ConsentWording:
    """Write the next version of the text that people agree to; it holds from a day on, today at the earliest."""
    ConsentPurpose.objects.select_for_update().get(pk=purpose.pk)
    if valid_from < timezone.localdate(at):
        raise AppError(_("A wording can't have been in force before it was written."), field="valid_from")
    last = ConsentWording.objects.filter(purpose=purpose).order_by("-number").first()
    if last and valid_from < last.valid_from:
        raise AppError(_("An earlier version begins later than this; choose a later day."), field="valid_from")
    row = ConsentWording(
        purpose=purpose, number=(last.number if last else 0) + 1, text_id=text_id, text_en=text_en,
        valid_from=valid_from, created_at=at, created_by=by,
    )  # fmt: skip
    check_fields(row, "text_id", "text_en")
    row.save(force_insert=True)
    return row
