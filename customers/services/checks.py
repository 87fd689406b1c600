"""What every write to the registry is checked for, whoever calls: page, import, API or command."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from common.errors import AppError, NotAllowed
from customers.models import Customer
from customers.permissions import is_open_record

EARLIEST_BIRTH = date(1900, 1, 1)


def check_fields(row: models.Model, *names: str) -> None:
    """Refuse values a column can't hold: too long, an unknown choice, a NUL byte. Names the first field at fault."""
    for name in names:
        field = row._meta.get_field(name)
        value = getattr(row, name)
        if isinstance(value, str) and "\x00" in value:
            raise AppError(_("This text contains a character that can't be stored. Type it again."), field=name)
        if field.is_relation or (field.blank and value in field.empty_values):  # type: ignore[union-attr]
            continue
        try:
            setattr(row, name, field.clean(value, row))  # type: ignore[union-attr]
        except ValidationError as error:
            raise AppError(error.messages[0], field=name) from error


def refuse_nobody(customer: Customer) -> None:
    """The record that many share is no person: it is not changed, merged, erased, exported, enrolled or asked."""
    if customer.is_nobody:
        raise NotAllowed(
            _("“%(name)s” stands for everybody who gave no name. It is no person, and stays as it is.")
            % {"name": customer.name}
        )


def check_open(customer: Customer) -> None:
    """Nothing new is written to a record that was folded into another or erased."""
    refuse_nobody(customer)
    if not is_open_record(customer):
        raise NotAllowed(_("This record was merged into another or erased; nothing can be added to it."))


def check_reason(reason: str) -> None:
    """What overrules a policy, or changes one, says why."""
    if not reason.strip():
        raise AppError(_("Say why; colleagues and auditors will ask."), field="reason")
