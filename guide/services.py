"""Writes of the handling guide."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError
from customers.models import Customer
from customers.services.checks import check_fields, check_open
from guide.enums import Character
from guide.models import AdviceFeedback, CharacterMark, GuideEntry

REVIEW_AFTER = timedelta(days=180)
TEXTS = ("topic", "title_id", "title_en", "about_id", "about_en", "advice_id", "advice_en", "position")


@transaction.atomic
def save_entry(*, entry: GuideEntry | None = None, expected_version: int = 1, **fields: Any) -> GuideEntry:
    """Add an entry of our own, or change one. A delivered one keeps its chapter, for it refers to something there.

    Raises StaleRecord for a second editor, AppError naming the field at fault.
    """
    row = entry or GuideEntry()
    if row.key:
        fields["topic"] = row.topic
    for name, value in fields.items():
        setattr(row, name, value)
    check_fields(row, *(name for name in TEXTS if name in fields))
    if entry is None:
        row.save(force_insert=True)
    else:
        row.save_version(expected=expected_version, fields=list(fields))
    return row


@transaction.atomic
def delete_entry(*, entry: GuideEntry) -> None:
    """Delete an entry of our own; a delivered one can only be switched off."""
    if entry.key:
        raise AppError(_("This entry was delivered with Prima: switch it off instead of deleting it."))
    entry.delete()


@transaction.atomic
def set_characters(*, customer: Customer, characters: list[str], by: User, at: datetime) -> None:
    """Make the marks in force these. What is marked again is thereby reviewed; what is left out ends."""
    check_open(customer)
    unknown = set(characters) - set(Character.values)
    if unknown:
        raise AppError(_("Choose from the list."), field="characters")
    Customer.objects.select_for_update().get(pk=customer.pk)
    marks = CharacterMark.objects.filter(customer__in=customer.record_ids, ended_at__isnull=True)
    marks.exclude(character__in=characters).update(ended_at=at)
    review_on = timezone.localdate(at) + REVIEW_AFTER
    marks.filter(character__in=characters).update(review_on=review_on)
    known = set(marks.values_list("character", flat=True))
    CharacterMark.objects.bulk_create(
        CharacterMark(customer=customer, character=word, marked_by=by, marked_at=at, review_on=review_on)
        for word in characters
        if word not in known
    )


def note_feedback(
    *, entry: GuideEntry, customer: Customer | None, has_helped: bool, by: User, on: date
) -> AdviceFeedback:
    """Note whether advice helped; saying something else later on the same day replaces it."""
    row, _is_new = AdviceFeedback.objects.update_or_create(
        entry=entry, customer=customer, user=by, given_on=on, defaults={"has_helped": has_helped}
    )
    return row
