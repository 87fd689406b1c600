"""Whatever is sent to whatever address: a page or a clear refusal, never a failure, and nothing half written."""

import random
from collections.abc import Iterable, Iterator
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client

pytestmark = pytest.mark.django_db

QUERY_NAMES = """
    q after before size tab days status cause channel severity owner department factor received_from received_to
    resolved_from resolved_to timeliness customer with find next param year group panel kind standing model record
    wave only score lang write tab source until in
    summary problem months file user since until text field action reference
    view sort columns tags tags_match party_type commercial role city language birthday age_from age_to stage
    standing_by source exit phone email consent no_contact test created_from created_to changed_from stage_from stage_to
    bought bought_from bought_to quiet_for need_review mark_review segment
"""
GARBAGE = [
    "\x00nul",
    "9" * 400,
    "-1",
    str(2**63),
    "1e400",
    "NaN",
    "-Infinity",
    "99999-99-99",
    "31-12-9999",
    "2200-12-31",
    "0001-01-01",
    "²",
    "\u202e\u200b' OR 1=1 --<script>",
    "x" * 20_000,
    '["a", {"b": [1]}]',
    "WyJhIiwxXQ==",
    "\ud800".encode("utf-8", "surrogatepass"),
    b"\xff\xfe",
]
SHORT = [text for text in GARBAGE if len(text) < 1000 and text != "\x00nul"]  # NUL is refused before any page sees it


class Fields(HTMLParser):
    """The forms of a page: where they go, and what they would send untouched."""

    def __init__(self):
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._area: tuple[dict, str] | None = None
        self._select = ""

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "form":
            is_post = (found.get("method") or "").lower() == "post"
            self.forms.append((found.get("action") or "" if is_post else "GET", {}))
        name = found.get("name")
        if not self.forms or (tag != "option" and not name):
            return
        values = self.forms[-1][1]
        if tag == "input" and (found.get("type") not in ("radio", "checkbox") or "checked" in found):
            values[name] = found.get("value") or ""
        elif tag in ("input", "textarea", "select"):
            values.setdefault(name, "")
            self._select = name if tag == "select" else self._select
        elif tag == "option" and self._select and ("selected" in found or not values[self._select]):
            values[self._select] = found.get("value") or ""


def forms_of(page: str) -> list[tuple[str, dict[str, str]]]:
    parser = Fields()
    parser.feed(page)
    return [(action, fields) for action, fields in parser.forms if action != "GET"]


def rows_of_all_tables() -> dict[str, int]:
    """How many rows each table has; event tables count each change too. Sessions come and go with requests."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name != "django_session"]
        counts = ", ".join(f'(SELECT count(*) FROM "{name}")' for name in tables)
        cursor.execute(f"SELECT {counts}")
        return dict(zip(tables, cursor.fetchone(), strict=True))


def garbled(fields: dict[str, str], seed: str) -> Iterator[tuple[str, dict]]:
    """What the form would send with some garbage in it: in one field, in all of them, files for text, lists for one."""
    chance = random.Random(seed)
    names = [name for name in fields if name != "csrfmiddlewaretoken"]
    if not names:
        yield "nothing", {}
        return
    name = chance.choice(names)
    yield name, {**fields, name: chance.choice(GARBAGE)}
    yield "everything", dict.fromkeys(names, chance.choice(GARBAGE))
    yield "lists", {name: ["1", "x", "\x00"] for name in names}
    yield "files", {name: SimpleUploadedFile("a\x00.csv", b"PK\x03\x04\x00") for name in names}


def test_no_query_makes_a_page_fail(world):
    client, addresses = world
    names, failed = QUERY_NAMES.split(), []
    for name, address in addresses.items():
        for turn in range(2):
            values = random.Random(f"{name}{turn}").choices(SHORT, k=len(names))
            query = urlencode(dict(zip(names, values, strict=True)))
            response = client.get(f"{address}?{query}")
            if response.streaming:
                b"".join(response.streaming_content)
            if response.status_code >= 500:
                failed.append((name, query))
    assert failed == []


def forms_by_address(client: Client, addresses: Iterable[str]) -> dict[str, dict[str, str]]:
    """Fields of the forms that the pages hold, by the address that each is sent to."""
    found: dict[str, dict[str, str]] = {}
    for address in addresses:
        page = client.get(address)
        text = "" if page.streaming else page.content.decode(errors="replace")
        for action, fields in forms_of(text):
            known = found.setdefault(action.partition("?")[0] or address, fields)
            known.update({name: value for name, value in fields.items() if name not in known})
    return found


def test_no_form_makes_a_page_fail_or_leaves_half_of_itself(world):
    client, addresses = world
    forms = forms_by_address(client, addresses.values())
    failed, half_written = [], []
    before = rows_of_all_tables()
    for name, address in addresses.items():
        for what, body in garbled(forms.get(address, {}), name):
            response = client.post(address, body)
            if response.status_code >= 500:
                failed.append((name, what, body))
            if response.status_code in (403, 404, 405):
                continue
            after = rows_of_all_tables()
            if 400 <= response.status_code < 500 and after != before:
                half_written.append((name, what, {key: n for key, n in after.items() if n != before[key]}))
            before = after
    assert failed == []
    assert half_written == []
