from calendar import monthrange
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from common.errors import AppError
from loyalty.enums import Occasion
from loyalty.models import Programme, Reward, SpecialDay, Tier

LEAP_YEAR = 2000


def save_programme(*, programme: Programme | None = None, expected_version: int = 0, **fields: Any) -> Programme:
    """Start a programme or change its rules; those apply to purchases from now on.

    A default programme takes over from the one before. Raises StaleRecord when somebody else saved meanwhile.
    """
    with transaction.atomic():
        if fields.get("is_default"):
            earlier = Programme.objects.filter(audience=fields["audience"], is_default=True)
            earlier.exclude(pk=(programme and programme.pk) or 0).update(is_default=False)
        if fields.get("ends_on") and fields["ends_on"] < fields["starts_on"]:
            raise AppError(_("The programme can't end before it starts."), field="ends_on")
        return _save(programme or Programme(), expected_version, fields)


def save_tier(*, tier: Tier, expected_version: int = 0, **fields: Any) -> Tier:
    """Add or change a tier. Raises AppError when another one begins at the same points."""
    try:
        with transaction.atomic():
            return _save(tier, expected_version, fields)
    except IntegrityError:
        raise AppError(_("Another tier begins at the same number of points."), field="min_points") from None


def save_reward(*, reward: Reward, expected_version: int = 0, **fields: Any) -> Reward:
    """Add or change a reward; redemptions keep the cost they were made at."""
    with transaction.atomic():
        return _save(reward, expected_version, fields)


def save_special_day(*, special_day: SpecialDay, expected_version: int = 0, **fields: Any) -> SpecialDay:
    """Add or change a special day; one that is today is looked at again today."""
    with transaction.atomic():
        if fields["occasion"] == Occasion.DATE:
            _refuse_impossible_day(fields["month"], fields["day"])
        Programme.objects.filter(pk=special_day.programme_id).update(day_checked_on=None)
        return _save(special_day, expected_version, fields)


def _refuse_impossible_day(month: int | None, day: int | None) -> None:
    if month is None or day is None or not 1 <= day <= monthrange(LEAP_YEAR, month)[1]:
        raise AppError(_("Enter a month and a day that exist, such as 9 and 4."), field="day")


def _save(record: Any, expected_version: int, fields: dict[str, Any]) -> Any:
    for name, value in fields.items():
        setattr(record, name, value)
    if record.pk:
        record.save_version(expected=expected_version, fields=list(fields))
    else:
        record.save()
    return record
