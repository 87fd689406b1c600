"""`make docs-shots`: take the pictures of the docs anew, from demo data in a database of its own.

`python -m docs.shots URL FOLDER` looks at a running site instead, at both widths, in both languages and themes, and puts
everything into FOLDER: for reviewing screens by eye.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from crm_site.devstack.browser import FLAGS, find_chromium
from crm_site.devstack.datafolder import free_port

PICTURES = Path(__file__).parent / "pictures"
PASSWORD = "prima-demo-2026"
ROW = "main a.row-link"
SURVEY = "main tr:has(.tone-done) a.row-link"  # one that is published
RESULTS = "main a[href$='/results/']"
ANSWERS = "main a[href$='/responses/']"
SIZES = {"wide": (1366, 768), "phone": (390, 844)}


@dataclass(frozen=True)
class Shot:
    name: str
    path: str
    role: str = "manager"
    click: tuple[str, ...] = ()  # links or rows to follow from there, as CSS selectors
    mailed: str = ""  # instead: part of the address of a link in a mail of the demo inbox


IN_DOCS = [
    Shot("home", "/", "agent"),
    Shot("complaint-new", "/complaints/new/", "agent"),
    Shot("complaint", "/complaints/", "agent", (ROW,)),
    Shot("customer", "/customers/", "agent", (ROW,)),
    Shot("retention", "/retention/?year=FY2025"),
]
ALL = [
    *IN_DOCS,
    Shot("login", "/accounts/login/", ""),
    Shot("home-manager", "/"),
    Shot("search", "/search/?q=budi", "agent"),
    Shot("customers", "/customers/", "agent"),
    Shot("customers-primary", "/customers/?standing=primary", "agent"),
    Shot("customer-new", "/customers/new/", "agent"),
    Shot("customer-edit", "/customers/", "agent", (ROW, "main a[href$='/edit/']")),
    Shot("customer-merge", "/customers/", "manager", (ROW, "main a[href$='/merge/']")),
    Shot("standing", "/customers/", "manager", (ROW, "main a[href$='/standing/']")),
    Shot("standing-policy", "/customers/standing-policy/"),
    Shot("transactions", "/customers/", "agent", (ROW, "main a[href$='/transactions/']")),
    Shot("departments", "/departments/", "agent"),
    Shot("department", "/departments/", "agent", (ROW,)),
    Shot("followups", "/follow-ups/", "agent"),
    Shot("complaints", "/complaints/?tab=all", "agent"),
    Shot("complaint-resolve", "/complaints/?tab=mine", "agent", (ROW, "main a[href$='/resolve/']")),
    Shot("complaint-remedy", "/complaints/?tab=mine", "agent", (ROW, "main a[href$='/remedy/']")),
    Shot("complaints-dashboard", "/complaints/dashboard/"),
    Shot("remedies", "/complaints/remedies/"),
    Shot("remedy", "/complaints/remedies/", "manager", (ROW,)),
    Shot("handling-policy", "/handling/policy/", "admin"),
    Shot("working-hours", "/handling/working-hours/", "admin"),
    Shot("causes", "/handling/causes/", "admin"),
    Shot("complain", "/complain/", ""),
    Shot("charter", "/charter/", ""),
    Shot("tracking", "", "", mailed="/c/"),
    Shot("surveys", "/surveys/"),
    Shot("survey", "/surveys/", "manager", (SURVEY,)),
    Shot("survey-new", "/surveys/new/"),
    Shot("survey-results", "/surveys/", "manager", (SURVEY, RESULTS)),
    Shot("survey-responses", "/surveys/", "manager", (SURVEY, RESULTS, ANSWERS)),
    Shot("survey-response", "/surveys/", "manager", (SURVEY, RESULTS, ANSWERS, ROW)),
    Shot("survey-wave", "/surveys/", "manager", (SURVEY, "main a[href$='/wave/']")),
    Shot("survey-calls", "/surveys/calls/", "agent"),
    Shot("survey-call", "/surveys/calls/", "agent", ("main a[href*='/surveys/calls/']",)),
    Shot("answer", "", "", mailed="/s/"),
    Shot("unsubscribe", "", "", mailed="/u/"),
    Shot("loyalty", "/loyalty/"),
    Shot("programme", "/loyalty/", "manager", (ROW,)),
    Shot("member", "/loyalty/", "agent", (ROW, ROW)),
    Shot("redeem", "/loyalty/", "agent", (ROW, ROW, "main a[href$='/redeem/']")),
    Shot("redeem-confirm", "/loyalty/", "agent", (ROW, ROW, "main a[href$='/redeem/']", "main a[href*='/redeem/']")),
    Shot("statement", "", "", mailed="/l/"),
    Shot("retention-at-risk", "/retention/at-risk/"),
    Shot("retention-lost", "/retention/customers/?year=FY2025&group=lost"),
    Shot("retention-years", "/retention/years/"),
    Shot("retention-late-facts", "/retention/years/", "manager", ("main a[href$='/late-facts/']",)),
    Shot("retention-policy", "/retention/policy/"),
    Shot("users", "/users/", "admin"),
    Shot("user-new", "/users/new/", "admin"),
    Shot("organisation", "/organisation/", "admin"),
    Shot("audit", "/audit/", "admin"),
    Shot("outbox", "/outbox/", "admin"),
    Shot("inbox", "/dev/inbox/", "admin"),
    Shot("import", "/customers/import/", "admin"),
    Shot("profile", "/profile/", "admin"),
    Shot("second-factor", "/accounts/2fa/", "admin"),
    Shot("not-found", "/customers/999999999/", "agent"),
]


def main(arguments: list[str]) -> None:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_chromium(), args=[*FLAGS, "--no-sandbox"])
        if arguments:
            review(browser, arguments[0], Path(arguments[1]), set(arguments[2:]))
        else:
            with running_site() as url:
                for shot in IN_DOCS:
                    take(browser, url, shot, PICTURES / f"{shot.name}.png", "wide", "id", "light")
        browser.close()


def review(browser: Browser, url: str, folder: Path, only: set[str]) -> None:
    for shot in ALL:
        if only and shot.name not in only:
            continue
        for size, (lang, theme) in product(SIZES, [("id", "light"), ("en", "dark")]):
            take(browser, url, shot, folder / f"{shot.name}-{size}-{lang}-{theme}.png", size, lang, theme)


def take(browser: Browser, url: str, shot: Shot, target: Path, size: str, lang: str, theme: str) -> None:
    width, height = SIZES[size]
    context = browser.new_context(
        base_url=url,
        viewport={"width": width, "height": height},
        color_scheme=theme,
        locale={"id": "id-ID", "en": "en-GB"}[lang],
    )
    page = context.new_page()
    page.on("console", lambda message: print(shot.name, message.text) if message.type == "error" else None)
    if shot.role:
        sign_in(page, shot.role)
    path = address_of(page, shot)
    if not path:
        print(shot.name, "is not to be found")
        context.close()
        return
    page.goto(f"{path}{'&' if '?' in path else '?'}lang={lang}")
    target.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=target, full_page=target.parent != PICTURES)
    context.close()


def address_of(page: Page, shot: Shot) -> str | None:
    """Where the screen is, found by following links as a person would; None when a link is missing."""
    path: str | None = shot.path
    if shot.mailed:
        return mailed_link(page, shot.mailed)
    for selector in shot.click:
        page.goto(path)
        link = page.locator(selector)
        path = link.first.get_attribute("href") if link.count() else None
        if path is None:
            return None
    return path


def mailed_link(page: Page, part: str) -> str | None:
    """The newest link in the demo inbox with this part in its address."""
    page.goto("/dev/inbox/")
    for mail in [row.get_attribute("href") for row in page.locator(ROW).all()]:
        page.goto(mail)
        link = page.locator(f".mail-text a[href*='{part}']")
        if link.count():
            return link.first.get_attribute("href")
    return None


def sign_in(page: Page, role: str) -> None:
    page.goto("/accounts/login/")
    page.fill("[name=login]", f"{role}@demo.test")
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda address: "/accounts/login/" not in address)


@contextmanager
def running_site() -> Iterator[str]:
    port = free_port(0)
    with tempfile.TemporaryDirectory(prefix="prima-shots-") as folder:
        os.chmod(folder, 0o711)
        environment = {**os.environ, "PRIMA_DATA": folder, "PORT": str(port)}
        command = [sys.executable, "-m", "crm_site.devstack.supervisor"]
        site = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
        try:
            next(line for line in site.stdout if "Ready after" in line)
            yield f"http://localhost:{port}"
        finally:
            site.terminate()
            site.wait()


if __name__ == "__main__":
    main(sys.argv[1:])
