from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, NotAllowed
from customers.enums import Direction, InteractionKind, Reached
from customers.models import Customer, Interaction
from customers.permissions import can_correct_interaction
from customers.services.checks import check_fields, check_open
from customers.services.follow_ups import add_follow_up
from customers.services.submitted import insert_once

CORRECTABLE = ("kind", "direction", "reached", "minutes", "summary", "details", "happened_at")
_ONLY_FOR_CONTACTS: Mapping[str, Any] = {"direction": "", "reached": "", "minutes": None}


@dataclass(frozen=True)
class NextStep:
    """What was agreed to do next, planned together with the call or the follow-up that led to it."""

    task: str
    due_at: datetime
    owner: User | None


@transaction.atomic
def log_interaction(
    *,
    customer: Customer,
    kind: InteractionKind | str,
    summary: str,
    at: datetime,
    by: User | None,
    direction: Direction | str = "",
    reached: Reached | str = "",
    minutes: int | None = None,
    details: str = "",
    happened_at: datetime | None = None,
    next_step: NextStep | None = None,
    submission_key: UUID | None = None,
) -> Interaction:
    """Note a call, visit, message or meeting, and plan what follows from it.

    It happened `at` unless told otherwise, never in the future. Sent twice, both are there once.
    """
    if earlier := Interaction.already_submitted(submission_key):
        return earlier
    check_open(customer)
    row = Interaction(
        customer=customer,
        kind=kind,
        direction=direction,
        reached=reached,
        minutes=minutes,
        summary=summary,
        details=details,
        happened_at=happened_at or at,
        noted_at=at,
        user=by,
        submission_key=submission_key,
    )
    _check(row, at)
    stored = insert_once(row)
    if stored is row and next_step is not None:
        _plan(customer, next_step, at=at, by=by)
    return stored


@transaction.atomic
def correct_interaction(
    *, interaction: Interaction, expected_version: int, at: datetime, by: User, **fields: Any
) -> Interaction:
    """Mend a slip in what one noted oneself, within a day. May raise StaleRecord (two tabs)."""
    check_open(interaction.customer)
    _check_may_correct(interaction, at, by)
    for name, value in fields.items():
        if name not in CORRECTABLE:
            raise TypeError(f"{name} is no field of an interaction that can be corrected")
        setattr(interaction, name, value)
    _check(interaction, at)
    interaction.save_version(expected=expected_version, fields=list(CORRECTABLE))
    return interaction


@transaction.atomic
def delete_interaction(*, interaction: Interaction, at: datetime, by: User) -> None:
    """Take back what one noted oneself by mistake, within a day; the audit log keeps it."""
    row = Interaction.objects.select_for_update().filter(pk=interaction.pk).first()
    if row is None:
        return
    _check_may_correct(row, at, by)
    row.delete()


def _check_may_correct(row: Interaction, at: datetime, by: User) -> None:
    if not can_correct_interaction(by, row, at):
        raise NotAllowed(_("Only who noted it can change it, and only within a day. Note what is right beside it."))


def _check(row: Interaction, at: datetime) -> None:
    if row.kind == InteractionKind.NOTE:
        for name, value in _ONLY_FOR_CONTACTS.items():
            setattr(row, name, value)
    check_fields(row, "kind", "direction", "reached", "minutes", "summary", "details")
    if row.happened_at > at:
        raise AppError(_("An interaction can't lie in the future; plan a follow-up instead."), field="happened_at")


def _plan(customer: Customer, step: NextStep, *, at: datetime, by: User | None) -> None:
    try:
        add_follow_up(customer=customer, owner=step.owner, task=step.task, due_at=step.due_at, at=at, by=by)
    except AppError as error:
        raise AppError(error.message, field=f"next_{error.field}" if error.field else None) from error
