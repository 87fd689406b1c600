"""Demonstration: fiscal years closed one after the other, the older ones signed off, a target set."""

import random
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from retention import services
from retention.models import FiscalYear, RetentionPolicy, YearResult


def make_demo(rng: random.Random, today: date) -> None:
    """Every year is closed the day after it ended; all but the last one are signed off a fortnight later."""
    manager = User.objects.filter(role=Role.MANAGER).order_by("pk").first()
    if manager is None:
        return
    policy = RetentionPolicy.load()
    services.save_policy(
        expected_version=policy.version,
        by=manager,
        window_months=12,
        fiscal_year_start=policy.fiscal_year_start,
        target_rate="0.800",
    )
    services.ensure_fiscal_years(today)
    ended = list(FiscalYear.objects.filter(ends_on__lt=today).order_by("starts_on"))
    for year in ended:
        services.close_ended_years(today=year.ends_on + timedelta(days=1), at=morning(year.ends_on, 1))
    for year in ended[:-1]:
        result = YearResult.objects.get(fiscal_year=year, panel="external", version=1)
        services.sign_off(result=result, by=manager, at=morning(year.ends_on, 14))
    services.refresh_running_year(today=today, at=timezone.now())


def morning(day: date, days_later: int) -> datetime:
    return datetime.combine(day + timedelta(days=days_later), time(8), tzinfo=ZoneInfo(settings.TIME_ZONE))
