"""What README, docs and .env.example say exists, exists."""

import re

import pytest
from django.conf import settings
from django.core.management import get_commands

README = (settings.BASE_DIR / "README.md").read_text()
DOCS = [settings.BASE_DIR / "README.md", *sorted((settings.BASE_DIR / "docs").rglob("*.md"))]
# Read by the tools or by tests, never set by people.
INTERNAL = {"PRIMA_TESTING", "PRIMA_DEMO", "PRIMA_OFFLINE"}


def test_every_setting_that_is_read_stands_in_the_example_file():
    source = (settings.BASE_DIR / "crm_site" / "settings.py").read_text()
    read = set(re.findall(r'env\.(?:str|int|bool|list|db_url|email_url)\("([A-Z_]+)"', source)) - INTERNAL
    example = set(re.findall(r"^#?([A-Z_]+)=", (settings.BASE_DIR / ".env.example").read_text(), re.M))
    assert read - example == set()
    assert example - read - {"DEMO"} == set()


def test_the_commands_of_the_readme_are_there():
    table = README.partition("## Commands")[2].partition("## Going on")[0]
    named = {name for cell in re.findall(r"^\| (.+?) \|", table, re.M) for name in re.findall(r"`([a-z_]+)", cell)}
    assert named - set(get_commands()) == set()
    assert len(named) >= 11


def test_the_make_targets_of_the_docs_are_there():
    makefile = (settings.BASE_DIR / "Makefile").read_text()
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.M))
    named = {target for path in DOCS for target in re.findall(r"`make ([a-z-]+)", path.read_text())}
    assert {"run", "test"} <= named
    assert named - targets == set()


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_within_the_docs_lead_somewhere(path):
    targets = re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text())
    assert [target for target in targets if not (path.parent / target).exists()] == []
