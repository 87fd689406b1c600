"""The period that a dashboard is about, and the ways between the dashboards."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy

PERIODS = {"30": gettext_lazy("30 days"), "90": gettext_lazy("90 days"), "365": gettext_lazy("One year")}
PAGES = {
    "complaint_dashboard": gettext_lazy("Figures"),
    "complaint_people": gettext_lazy("People and departments"),
    "complaint_qualities": gettext_lazy("Qualities"),
    "complaint_learning": gettext_lazy("Learning"),
    "complaint_silence": gettext_lazy("Silence watch"),
    "iso_10002": "ISO 10002",
}


@dataclass(frozen=True)
class Asked:
    """Local days, both included."""

    days: str
    since: date
    until: date
    at: datetime

    @classmethod
    def of(cls, request: HttpRequest) -> "Asked":
        days = request.GET.get("days", "90")
        days = days if days in PERIODS else "90"
        at = timezone.now()
        until = timezone.localdate(at)
        return cls(days, until - timedelta(days=int(days) - 1), until, at)

    def context(self, page: str) -> dict[str, Any]:
        return {
            "since": self.since,
            "until": self.until,
            "periods": [(days, label, days == self.days) for days, label in PERIODS.items()],
            "tabs": tabs(page, self.days),
        }


def tabs(page: str, days: str = "90") -> list[dict[str, Any]]:
    return [
        {"label": label, "url": f"{reverse(f'complaints:{name}')}?days={days}", "is_current": name == page}
        for name, label in PAGES.items()
    ]
