"""What the journeys share: people, the mail that arrives, and the accessibility check of every page they pass."""

import re
from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.utils import timezone
from playwright.sync_api import Page

from accounts.tests.factories import UserFactory
from outbox.inbox import newest_mails
from outbox.services import send_due

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

CheckPage = Callable[[Page], None]
Arrives = Callable[..., str]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/journeys/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.django_db(transaction=True))


@pytest.fixture
def agent():
    return UserFactory(full_name="Rina Wulandari", language="id")


@pytest.fixture
def manager():
    return UserFactory(full_name="Hendra Gunawan", manager=True, language="id")


@pytest.fixture
def check_page() -> CheckPage:
    """Fail on any WCAG 2.2 AA violation of the page as it is now, and on scrolling sideways."""

    def check(page: Page) -> None:
        found = Axe().run(page, options={"runOnly": {"type": "tag", "values": WCAG}}).response["violations"]
        assert [(v["id"], [node["html"] for node in v["nodes"]][:3]) for v in found] == [], page.url
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} scrolls sideways by {wide} px"

    return check


@pytest.fixture
def link_in_mail(settings) -> Arrives:
    """Send what is due, and give the first link of the newest mail to somebody that contains `part`, as a path."""

    def arrives(to: str, part: str, *, at=None) -> str:
        send_due(at=at or timezone.now())
        for mail in newest_mails():
            found = re.search(rf"{re.escape(settings.SITE_URL)}(\S*{re.escape(part)}[\w\-/?=.]*)", mail.text)
            if to in mail.recipient and found:
                return found.group(1)
        raise AssertionError(f"no mail to {to} with {part}: {[(m.recipient, m.subject) for m in newest_mails()]}")

    return arrives
