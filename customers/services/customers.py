from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, StaleRecord
from customers.enums import Kind
from customers.models import Customer, CustomerMerge, Phone
from customers.models.custom_field import PREFIX
from customers.models.customer import NOBODY
from customers.phones import PhoneNumber, read_phones
from customers.services.checks import EARLIEST_BIRTH, check_fields, check_open
from customers.services.custom_values import set_custom_values
from customers.services.tags import register_tags
from customers.signals import surveys_refused

EDITABLE = (
    "external_id",
    "kind",
    "party_type",
    "is_commercial",
    "buyer_role",
    "salutation",
    "name",
    "email",
    "language",
    "city",
    "address",
    "birth_date",
    "department",
    "owner",
    "acquisition_source",
    "preferred_channel",
    "best_time",
    "expectations",
    "notes",
    "survey_consent",
    "do_not_contact",
    "tags",
    "is_test",
    "exit_reason",
    "exit_date",
)
PHONES_LIMIT = 20


@transaction.atomic
def create_customer(
    *,
    name: str,
    at: datetime,
    by: User | None = None,
    phones: Sequence[str] = (),
    custom: Mapping[str, Any] | None = None,
    submission_key: UUID | None = None,
    **fields: Any,
) -> Customer:
    """Add a customer; `phones` as typed, `fields` of `EDITABLE`, `custom` values by key of their further field.

    Without `custom`, as when somebody new is on the phone, no further field is demanded. The same `submission_key`
    gives the customer it made the first time. Raises AppError naming the field at fault.
    """
    if earlier := Customer.already_submitted(submission_key):
        return earlier
    customer = Customer(created_at=at, created_by=by, submission_key=submission_key)
    _assign(customer, {"name": name, **_spelt(fields, at, by)})
    numbers = _read(phones)
    _check(customer, at)
    set_custom_values(customer, custom)
    try:
        with transaction.atomic():
            customer.save(force_insert=True)
    except IntegrityError as error:
        if earlier := Customer.already_submitted(submission_key):
            return earlier
        raise _taken(error) from error
    _write_phones(customer, numbers)
    return customer


@transaction.atomic
def update_customer(
    *,
    customer: Customer,
    expected_version: int,
    at: datetime,
    by: User | None,
    phones: Sequence[str] | None = None,
    custom: Mapping[str, Any] | None = None,
    **fields: Any,
) -> Customer:
    """Save changed `fields` (and `phones`, unless None) if nobody else has saved since `expected_version`.

    `custom` holds the values of further fields that change, by key; None takes a value away. Raises StaleRecord, whose
    `current` also holds the stored phones and each further field, or AppError naming the field at fault.
    """
    check_open(customer)
    _assign(customer, _spelt(fields, at, by))
    numbers = None if phones is None else _read(phones)
    _check(customer, at)
    set_custom_values(customer, custom)
    customer.updated_at = at
    names = [*fields, "updated_at", *(["custom_values"] if custom is not None else [])]
    try:
        with transaction.atomic():
            customer.save_version(expected=expected_version, fields=names)
    except StaleRecord as stale:
        raise StaleRecord(stale.message, current=_all_of(customer, stale.current, custom or ())) from stale
    except IntegrityError as error:
        raise _taken(error) from error
    if numbers is not None:
        _write_phones(customer, numbers)
    if fields.get("survey_consent") is False or fields.get("do_not_contact"):
        surveys_refused.send(Customer, customer=customer)
    return customer


@transaction.atomic
def rewrite_text(
    *, customer: Customer, name: Literal["expectations", "notes"], text: str, seen: str, at: datetime, by: User | None
) -> Customer:
    """Replace one of the free texts of a record, if it still says what the writer has `seen`.

    Whatever else was saved meanwhile is no conflict. Raises StaleRecord when somebody else has rewritten the text.
    """
    stored = Customer.objects.select_for_update().get(pk=customer.pk)
    before = getattr(stored, name)
    if before not in (seen, text):
        raise StaleRecord(
            _("Somebody else saved this record meanwhile. Nothing of yours is lost: compare and save again."),
            current={name: before},
        )
    fields: dict[str, Any] = {name: text}
    return update_customer(customer=stored, expected_version=stored.version, at=at, by=by, **fields)


@transaction.atomic
def withdraw_survey_consent(*, customer: Customer, at: datetime) -> None:
    """The customer wants no surveys any more: noted on the record and on those folded with it."""
    survivor_id = customer.merged_into_id or customer.pk
    together = Customer.objects.filter(Q(pk=survivor_id) | Q(merged_into=survivor_id))
    for row in together.select_for_update().order_by("pk"):
        if row.survey_consent:
            row.survey_consent, row.updated_at = False, at
            row.save_version(expected=row.version, fields=["survey_consent", "updated_at"])
        surveys_refused.send(Customer, customer=row)
    # Said by the customer for good, so that undoing a merge does not take it back.
    for merge in CustomerMerge.objects.filter(survivor__in=together, taken__has_key="survey_consent"):
        del merge.taken["survey_consent"]
        merge.save(update_fields=["taken"])


def _all_of(customer: Customer, current: Mapping[str, Any], keys: Iterable[str]) -> dict[str, Any]:
    """What is stored, as forms name it: with the phone numbers, and each further field by itself."""
    values = {**dict.fromkeys(keys), **current.get("custom_values", {})}
    custom = {f"{PREFIX}{key}": value for key, value in values.items()}
    return {**current, **custom, "phones": list(customer.phones.values_list("typed", flat=True))}


def _spelt(fields: dict[str, Any], at: datetime, by: User | None) -> dict[str, Any]:
    """The fields with their tags as the register has them."""
    return {**fields, "tags": register_tags(texts=fields["tags"], at=at, by=by)} if "tags" in fields else fields


def _assign(customer: Customer, fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if name not in EDITABLE:
            raise TypeError(f"{name} is no editable field of a customer")
        setattr(customer, name, value)
    if (owner := fields.get("owner")) is not None and not owner.is_active:
        raise AppError(_("This person can no longer sign in; choose another owner."), field="owner")
    customer.external_id = customer.external_id or None


def _check(customer: Customer, at: datetime) -> None:
    check_fields(customer, *EDITABLE)
    if customer.is_nobody:
        raise AppError(
            _("The identifier “%(value)s” belongs to the record for people who gave no name. Choose another.")
            % {"value": NOBODY},
            field="external_id",
        )
    if customer.kind == Kind.INTERNAL and customer.department_id is None:
        raise AppError(_("Choose the department this internal customer belongs to."), field="department")
    today = timezone.localdate(at)
    if customer.birth_date and not EARLIEST_BIRTH <= customer.birth_date <= today:
        raise AppError(_("The date of birth must lie between 1900 and today."), field="birth_date")
    if customer.exit_reason and customer.exit_date is None:
        raise AppError(_("Enter the day on which the customer left."), field="exit_date")
    if customer.exit_date and customer.exit_date > today:
        raise AppError(_("The day on which the customer left can't be in the future."), field="exit_date")


def _read(phones: Sequence[str]) -> list[PhoneNumber]:
    numbers = read_phones(list(phones))
    if len(numbers) > PHONES_LIMIT:
        raise AppError(
            _("A customer can have at most %(limit)s phone numbers.") % {"limit": PHONES_LIMIT}, field="phones"
        )
    return numbers


def _write_phones(customer: Customer, numbers: list[PhoneNumber]) -> None:
    """Make the stored numbers these, in this order; what stays the same is not touched."""
    stored = {phone.digits: phone for phone in customer.phones.all()}
    kept = {number.digits for number in numbers}
    if gone := [phone.pk for digits, phone in stored.items() if digits not in kept]:
        Phone.objects.filter(pk__in=gone).delete()
    for position, number in enumerate(numbers):
        values = {**vars(number), "position": position}
        phone = stored.get(number.digits)
        if phone is None:
            Phone.objects.create(customer=customer, **values)
        elif any(getattr(phone, name) != value for name, value in values.items()):
            Phone.objects.filter(pk=phone.pk).update(**values)


def _taken(error: IntegrityError) -> Exception:
    """The sentence for a value another customer has; any other refusal of the database is a fault of ours."""
    if "external_id" in str(error):
        return AppError(_("Another customer has this identifier already."), field="external_id")
    return error
