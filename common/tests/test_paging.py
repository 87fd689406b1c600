import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from common.paging import KeysetPage

START = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def people(db):
    """120 people; thirds of them signed in at the same moments, a third never did."""
    user = get_user_model()
    user.objects.bulk_create(
        user(
            email=f"{index:03}@example.test",
            full_name=f"{index % 4}",
            last_login=None if index % 3 == 0 else START + timedelta(hours=index // 10),
        )
        for index in range(120)
    )
    return user.objects.all()


def walk(queryset, order, size="25", **options):
    """Every row in pages forwards, then the same pages backwards."""
    page = KeysetPage(queryset, order=order, params={"size": size}, **options)
    pages = [page]
    while page.has_next:
        page = KeysetPage(queryset, order=order, params={"size": size, "after": page.next_cursor}, **options)
        pages.append(page)
    back = [page]
    while page.has_previous:
        page = KeysetPage(queryset, order=order, params={"size": size, "before": page.previous_cursor}, **options)
        back.append(page)
    return pages, back[::-1]


@pytest.mark.parametrize("order", [("id",), ("-id",), ("full_name", "id"), ("-full_name", "-id"), ("full_name", "-id")])
def test_pages_show_every_row_once_in_both_directions(people, order):
    pages, back = walk(people, order)
    expected = list(people.order_by(*order).values_list("id", flat=True))
    assert [row.id for page in pages for row in page] == expected
    assert [[row.id for row in page] for page in back] == [[row.id for row in page] for page in pages]


@pytest.mark.parametrize("order", [("full_name", "id"), ("-last_login", "-id")])
def test_a_short_list_has_the_same_pages_and_no_index_decides_its_plan(people, order):
    short, back = walk(people, order, is_short=True)
    usual, _back = walk(people, order)
    assert [list(page) for page in short] == [list(page) for page in usual] == [list(page) for page in back]
    with CaptureQueriesContext(connection) as captured, transaction.atomic():
        connection.cursor().execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
        KeysetPage(people.filter(full_name="nobody"), order=("email", "id"), params={}, is_short=True)
        statement = next(query["sql"] for query in captured.captured_queries if "ORDER BY" in query["sql"])
        plan = explained(statement)
    assert plan["Plans"][0]["Node Type"] == "Sort"


def explained(statement):
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}")
        return cursor.fetchone()[0][0]["Plan"]


@pytest.mark.parametrize(("order", "falling"), [(("last_login", "id"), False), (("-last_login", "id"), True)])
def test_empty_values_come_last_in_either_direction(people, order, falling):
    pages, back = walk(people, order)
    filled = list(people.exclude(last_login=None).order_by(*order))
    empty = list(people.filter(last_login=None).order_by("id"))
    assert [row for page in pages for row in page] == filled + empty
    assert [list(page) for page in back] == [list(page) for page in pages]


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "%%%", "ä", "bnVsbA==", "W10=", "WzFd", base64.urlsafe_b64encode(b"[" * 5000).decode()]
    + [
        base64.urlsafe_b64encode(json.dumps(value).encode()).decode()
        for value in (
            ["2026", "1"],
            ["2026-01-01T00:00:00", "1"],
            ["2026-01-01T00:00:00+00:00", "9" * 30],
            [None, None],
            [None, "a"],
            [{}, []],
            ["\x00", "1"],
            [None, "1", "2"],
        )
    ],
)
def test_damaged_cursors_give_the_first_page(people, cursor):
    first = KeysetPage(people, order=("last_login", "id"), params={})
    for name in ("after", "before"):
        assert list(KeysetPage(people, order=("last_login", "id"), params={name: cursor})) == list(first)


def test_unknown_sizes_are_ignored(people):
    assert [
        len(KeysetPage(people, order=("id",), params={"size": size})) for size in ("50", "100", "7", "-1", "x" * 99)
    ] == [50, 100, 25, 25, 25]


def test_an_empty_list_has_one_page(people):
    page = KeysetPage(people.none(), order=("id",), params={"after": "x"})
    assert (list(page), page.has_next, page.has_previous) == ([], False, False)


def test_a_page_costs_one_row_comparison_however_deep(people, django_assert_num_queries):
    from django.db import connection

    cursor = KeysetPage(people, order=("-full_name", "-id"), params={"size": "100"}).next_cursor
    with CaptureQueriesContext(
        connection,
    ) as queries:
        KeysetPage(people, order=("-full_name", "-id"), params={"after": cursor})
    assert len(queries) == 1
    sql = queries[0]["sql"]
    assert '("accounts_user"."full_name", "accounts_user"."id") < (' in sql
    assert "OFFSET" not in sql
