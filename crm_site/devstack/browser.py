"""Pytest plugin: a real Chromium for tests, found on the machine or, by root on Debian, installed.

`python -m crm_site.devstack.browser` is that installation; `make test` runs it first.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

NAMES = ("chromium", "chromium-browser", "google-chrome")
FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
)
ABSENT = "No Chromium found: install it or set PRIMA_CHROMIUM to its path; the browser tests are left out."
LOCALES = {"id": "id-ID", "en": "en-GB"}

NewPage = Callable[..., "Page"]


def find_chromium() -> str | None:
    """$PRIMA_CHROMIUM, then the names on PATH, then the one playwright downloaded."""
    chosen = os.environ.get("PRIMA_CHROMIUM")
    if chosen:
        return shutil.which(chosen)
    on_path = next(filter(None, map(shutil.which, NAMES)), None)
    downloads = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    downloaded = sorted(downloads.glob("chromium-*/chrome-linux*/chrome"))
    return on_path or (str(downloaded[-1]) if downloaded else None)


@pytest.fixture(scope="session")
def browser() -> Iterator["Browser"]:
    """Chromium, started once per process. Without one the tests are skipped, but in CI they fail."""
    path = find_chromium()
    if path is None and os.environ.get("CI") == "true":
        pytest.fail(ABSENT, pytrace=False)
    if path is None:
        pytest.skip(ABSENT)
    from playwright.sync_api import sync_playwright

    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else [*FLAGS]
    # Playwright keeps an event loop in this thread, where Django would refuse to query.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=flags)
        yield chromium
        chromium.close()
    os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")


@pytest.fixture
def new_page(browser: "Browser", live_server: Any) -> Iterator[NewPage]:
    """A function that opens a page in an empty profile, looking at the live server.

    `new_page(width=1366, height=768, lang="id", user=None, **options)`: `user` is signed in, options
    go to the browser context (`color_scheme="dark"`, `java_script_enabled=False`, ...). A script error
    or a breach of the content security policy on any of the pages fails the test.
    """
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def open_page(width: int = 1366, height: int = 768, lang: str = "id", user: Any = None, **options: Any) -> "Page":
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            locale=LOCALES[lang],
            timezone_id="Asia/Jakarta",
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        if user is not None:
            context.add_cookies([session_cookie(user, live_server.url)])
        page = context.new_page()
        page.on("pageerror", lambda error: troubles.append(f"{page.url}: {error}"))
        page.on("console", lambda message: note_breach(message.text, page.url, troubles))
        return page

    yield open_page
    for context in contexts:
        for page in context.pages:
            # What a page asks by itself must be answered before the tables are emptied.
            page.wait_for_load_state("networkidle")
        context.close()
    assert not troubles, "\n".join(troubles)


def session_cookie(user: Any, url: str) -> Any:
    from django.conf import settings
    from django.test import Client

    client = Client()
    client.force_login(user)
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": url,
    }


def note_breach(text: str, url: str, troubles: list[str]) -> None:
    if "Content Security Policy" in text:
        troubles.append(f"{url}: {text}")


def install_chromium() -> None:
    """Root on Debian may install it; elsewhere it is for the user to decide."""
    if find_chromium() or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    print("Installing Chromium for the browser tests (once)", file=sys.stderr)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for arguments in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "chromium"]):
        done = subprocess.run(["apt-get", *arguments], env=environment, capture_output=True, text=True)
        if done.returncode != 0:
            print(f"Chromium could not be installed: {done.stderr.strip()[-500:]}", file=sys.stderr)
            return


if __name__ == "__main__":
    install_chromium()
