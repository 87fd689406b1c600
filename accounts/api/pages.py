"""Long lists a page at a time: each answer says where the next begins."""

from collections.abc import Callable, Collection, Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Schema
from pydantic import Field

from accounts.api.problems import Refused
from accounts.signals import rows_given
from common.paging import SIZES, KeysetPage

PAGE_NAMES = {"after", "size", "lang"}


class PageAsked(Schema):
    """Where in a list to begin, and how much of it to give."""

    after: str = Field("", description="`next` of the page before; empty for the first page.", max_length=2000)
    size: int = Field(SIZES[0], description="25, 50 or 100 a page.")


class Page(Schema):
    next: str | None = Field(None, description="Begin the next page here (`after`); null at the end.")


PageQuery = Query(..., description="Where in the list to begin.")


def page_of(
    request: HttpRequest, rows: QuerySet, order: Sequence[str], asked: PageAsked, shape: Callable[[Any], Any]
) -> dict[str, Any]:
    """The page that was asked for, its rows in the shape given."""
    if asked.size not in SIZES:
        raise _refused("size", _("Give 25, 50 or 100."))
    page = KeysetPage(rows, order=order, params={"after": asked.after, "size": str(asked.size)})
    if asked.after and not page.has_previous:
        raise _refused("after", _("No page begins here. Take `next` of the page before as it is, or begin anew."))
    rows_given.send(rows.model, request=request, rows=page.rows)
    return {"items": [shape(row) for row in page], "next": page.next_cursor if page.has_next else None}


def _refused(field: str, sentence: str) -> Refused:
    return Refused(422, sentence, errors=[{"field": field, "message": sentence}])


def refuse_unknown(request: HttpRequest, known: Collection[str]) -> None:
    """A filter that nobody knows would give everything: refuse it by its name."""
    unknown = [name for name in request.GET if name not in known and name not in PAGE_NAMES]
    if unknown:
        errors = [{"field": name[:60], "message": _("There is no such parameter.")} for name in unknown[:20]]
        raise Refused(422, _("Some parameters are unknown."), errors=errors)
