"""The rules of complaint handling: limits and causes. Only admins change them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.models import Department
from common.errors import AppError
from complaints.models import Cause, HandlingPolicy, RemedyBudget


@transaction.atomic
def update_handling_policy(*, expected_version: int, **fields: Any) -> HandlingPolicy:
    """Save the policy; promises given before stay as they are."""
    policy = HandlingPolicy.objects.select_for_update().first() or HandlingPolicy.objects.create()
    for name, value in fields.items():
        setattr(policy, name, value)
    if policy.reopen_days < policy.accept_after_days:
        raise AppError(
            _("Customers must be able to reopen at least until a resolved complaint is closed."), field="reopen_days"
        )
    policy.save_version(expected=expected_version, fields=list(fields))
    return policy


@transaction.atomic
def save_remedy_budget(*, department: Department, monthly_amount: Decimal | None) -> None:
    """Set what remedies about a department may cost in a month; None for no budget of its own."""
    if monthly_amount is None:
        RemedyBudget.objects.filter(department=department).delete()
        return
    RemedyBudget.objects.update_or_create(department=department, defaults={"monthly_amount": monthly_amount})


@transaction.atomic
def save_cause(
    *,
    name_id: str,
    name_en: str,
    position: int,
    is_active: bool = True,
    factor: str | None = None,
    satisfaction: str = "",
    failure: str = "",
    parent: Cause | None = None,
    cause: Cause | None = None,
) -> Cause:
    """Rename, order or retire a cause, or add a finer one below `parent`. The main causes themselves are fixed.

    `satisfaction` and `failure` are what it usually hits and what has usually failed; a finer one takes its parent's.
    """
    row = cause or Cause(slug=_free_slug(name_en), parent=parent)
    if cause is None and (parent is None or parent.parent_id):
        raise AppError(_("Choose the main cause that this finer one belongs to."), field="parent")
    if not is_active and row.parent_id is None and not _other_active_main_causes(row).exists():
        raise AppError(_("At least one main cause must stay active; the public form offers them."), field="is_active")
    row.name_id, row.name_en, row.position, row.is_active = name_id, name_en, position, is_active
    row.factor, row.satisfaction, row.failure = factor or row.factor, satisfaction, failure
    row.save()
    return row


def _other_active_main_causes(cause: Cause) -> Any:
    return Cause.objects.filter(parent=None, is_active=True).exclude(pk=cause.pk)


def _free_slug(name: str) -> str:
    """An identifier from the name, with a number behind it where another cause has it."""
    stem = slugify(name).replace("-", "_")[:40] or "cause"
    taken: Iterable[str] = set(Cause.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    candidates = [stem, *(f"{stem}_{number}" for number in range(2, len(list(taken)) + 3))]
    return next(slug for slug in candidates if slug not in taken)
