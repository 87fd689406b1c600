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
SIZES = {"wide": (1366, 768), "phone": (390, 844)}


@dataclass(frozen=True)
class Shot:
    name: str
    path: str
    role: str = "manager"
    click: str = ""  # a link or row to follow from there, as a CSS selector


IN_DOCS = [
    Shot("home", "/", "agent"),
    Shot("complaint-new", "/complaints/new/", "agent"),
    Shot("complaint", "/complaints/", "agent", "main a.row-link"),
    Shot("customer", "/customers/", "agent", "main a.row-link"),
    Shot("retention", "/retention/?year=FY2025"),
]
ALL = [
    *IN_DOCS,
    Shot("login", "/accounts/login/", ""),
    Shot("home-manager", "/"),
    Shot("search", "/search/?q=budi", "agent"),
    Shot("customers", "/customers/", "agent"),
    Shot("customer-new", "/customers/new/", "agent"),
    Shot("departments", "/departments/", "agent"),
    Shot("followups", "/follow-ups/", "agent"),
    Shot("complaints", "/complaints/?tab=all", "agent"),
    Shot("complaints-dashboard", "/complaints/dashboard/"),
    Shot("remedies", "/complaints/remedies/"),
    Shot("complain", "/complain/", ""),
    Shot("charter", "/charter/", ""),
    Shot("surveys", "/surveys/"),
    Shot("survey", "/surveys/", "manager", "main a.row-link"),
    Shot("loyalty", "/loyalty/"),
    Shot("programme", "/loyalty/", "manager", "main a.row-link"),
    Shot("users", "/users/", "admin"),
    Shot("organisation", "/organisation/", "admin"),
    Shot("audit", "/audit/", "admin"),
    Shot("outbox", "/outbox/", "admin"),
    Shot("import", "/customers/import/", "admin"),
    Shot("profile", "/profile/", "admin"),
    Shot("second-factor", "/accounts/2fa/", "admin"),
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
        base_url=url, viewport={"width": width, "height": height}, color_scheme=theme, locale={"id": "id-ID", "en": "en-GB"}[lang]
    )
    page = context.new_page()
    page.on("console", lambda message: print(shot.name, message.text) if message.type == "error" else None)
    if shot.role:
        sign_in(page, shot.role)
    separator = "&" if "?" in shot.path else "?"
    answer = page.goto(f"{shot.path}{separator}lang={lang}")
    if shot.click and page.locator(shot.click).count():
        page.goto(page.locator(shot.click).first.get_attribute("href") + f"?lang={lang}")
    if answer is None or answer.status >= 400:
        print(shot.name, shot.path, answer.status if answer else "no answer")
    target.parent.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=target, full_page=target.parent != PICTURES)
    context.close()


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
