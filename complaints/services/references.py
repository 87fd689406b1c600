"""The numbers of complaints.

Ordinary ones are counted a year, without a gap: none is shared, none lost. A confidential one gets a long number by lot
instead, for a gap in the count would tell everybody that there is something to hide.
"""

import secrets
from datetime import datetime

from django.db import connection
from django.utils import timezone

from complaints.models import Complaint

FIRST_BY_LOT = 100_000_000
LAST_BY_LOT = 999_999_999


def next_reference(at: datetime) -> str:
    """K-2026-00482: the year in the organisation's time zone and the next number of that year."""
    year = _year_of(at)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO complaints_referencecounter AS counter (year, last_number) VALUES (%s, 1) "
            "ON CONFLICT (year) DO UPDATE SET last_number = counter.last_number + 1 RETURNING last_number",
            [year],
        )
        (number,) = cursor.fetchone()
    return f"K-{year}-{number:05d}"


def confidential_reference(at: datetime) -> str:
    """K-2026-582014937: the year and a number of nine figures that says nothing about any other."""
    year = _year_of(at)
    while True:
        reference = f"K-{year}-{FIRST_BY_LOT + secrets.randbelow(LAST_BY_LOT - FIRST_BY_LOT + 1)}"
        if not Complaint.objects.filter(reference=reference).exists():
            return reference


def _year_of(at: datetime) -> int:
    return timezone.localtime(at, timezone.get_default_timezone()).year
