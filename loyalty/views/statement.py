from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts.personal import personal_page
from loyalty import queries
from loyalty.models import StatementLink

SHOWN_ENTRIES = 20


@personal_page("GET", "HEAD")
def statement(request: HttpRequest, token: str) -> HttpResponse:
    """The member's own statement. Unknown, expired and revoked links look the same, so nothing can be tried out."""
    now = timezone.now()
    link = StatementLink.find(token)
    if link is None or not link.is_open(now):
        return render(request, "loyalty/statement_closed.html", status=404)
    membership = queries.membership_of_link(link)
    context = {
        "membership": membership,
        "progress": queries.tier_progress(membership, at=now),
        "entries": queries.ledger_of(membership)[:SHOWN_ENTRIES],
        "offers": queries.offers_for(membership),
        "expires_at": link.expires_at,
    }
    return render(request, "loyalty/statement.html", context)
