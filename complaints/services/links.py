"""Private links with which customers follow their complaints."""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from complaints.models import Complaint, TrackingLink

VALID_FOR = timedelta(days=400)  # a year of retention after a case that took a month


def issue_tracking_link(complaint: Complaint, at: datetime) -> str:
    """A new full address of the tracking page; it can't be read again later."""
    _link, token = TrackingLink.issue(at=at, valid_for=VALID_FOR, complaint=complaint)
    return tracking_url(token)


def tracking_url(token: str) -> str:
    """Full address of the tracking page of a token."""
    return f"{settings.SITE_URL}{reverse('complaints:tracking', args=[token])}"
