"""Where else customers can turn, and when we ask again. Managers change it."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import AppError
from complaints.models import CarePolicy, OutsideBody


@transaction.atomic
def update_care_policy(*, expected_version: int, **fields: Any) -> CarePolicy:
    """Save the policy; contacts that are planned already stay as they are. May raise StaleRecord."""
    policy = CarePolicy.objects.select_for_update().first() or CarePolicy.objects.create()
    for name, value in fields.items():
        setattr(policy, name, value)
    if policy.second_days <= policy.first_days:
        raise AppError(_("The second contact comes after the first one."), field="second_days")
    policy.save_version(expected=expected_version, fields=list(fields))
    return policy


@transaction.atomic
def save_outside_body(*, body: OutsideBody | None = None, **fields: Any) -> OutsideBody:
    """Add a body outside, or change one."""
    row = body or OutsideBody()
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return row


@transaction.atomic
def remove_outside_body(*, body: OutsideBody) -> None:
    body.delete()
