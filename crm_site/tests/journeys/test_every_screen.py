"""Every main screen, filled with the demo's data: reachable for all by WCAG 2.2 AA, and never wider than the window."""

import pytest
from django.core.management import call_command
from django.db.models import Count, Exists, OuterRef

from accounts.models import User
from complaints.models import Complaint
from customers.models import Customer
from loyalty.models import Membership, Programme
from surveys.models import Response, Survey

# As tall as the page needs, so that no sticky footer lies on a field while it is measured.
SIZES = [(1366, 2200, "id", "light"), (390, 4000, "en", "dark")]

AGENT = [
    "/",
    "/customers/",
    "/customers/new/",
    "/customers/{customer}/",
    "/complaints/?tab=all",
    "/complaints/new/?customer={customer}",
    "/complaints/{complaint}/",
    "/complaints/{complaint}/resolve/",
    "/surveys/calls/",
    "/loyalty/members/{member}/redeem/",
]
MANAGER = [
    "/complaints/dashboard/",
    "/surveys/{survey}/",
    "/surveys/{survey}/results/",
    "/surveys/responses/{response}/",
    "/loyalty/programmes/{programme}/",
    "/retention/",
    "/retention/at-risk/",
]
ADMIN = ["/users/", "/audit/"]
ANYBODY = ["/complain/", "/charter/"]


@pytest.fixture
def records() -> dict[str, object]:
    """The demo business, and one record of each kind that has something to show."""
    User.objects.all().delete()
    call_command("demo")
    member = Membership.objects.annotate(bookings=Count("entries")).order_by("-bookings").first()
    return {
        "customer": member.customer_id,
        "member": member.pk,
        "programme": Programme.objects.order_by("pk").first().pk,
        "complaint": Complaint.objects.filter(status="investigating", is_restricted=False).first().reference,
        "survey": Survey.objects.filter(Exists(Response.objects.filter(survey=OuterRef("pk")))).first().pk,
        "response": Response.objects.filter(invitation__complaint=None, is_low=True).first().pk,
    }


def test_every_screen_is_accessible_and_fits_its_window(new_page, records, check_page):
    assert Customer.objects.count() > 400
    people = {role: User.objects.get(email=f"{role}@demo.test") for role in ("agent", "manager", "admin")}
    screens = [(people["agent"], AGENT), (people["manager"], MANAGER), (people["admin"], ADMIN), (None, ANYBODY)]
    for width, height, lang, theme in SIZES:
        for user, paths in screens:
            page = new_page(width, height, lang, user, color_scheme=theme)
            for path in paths:
                address = path.format(**records)
                answer = page.goto(f"{address}{'&' if '?' in address else '?'}lang={lang}")
                assert answer.status == 200, address
                assert page.get_attribute("html", "lang") == lang, address
                check_page(page)
