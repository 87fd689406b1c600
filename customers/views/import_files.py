"""Files that fit the import: an empty one to be filled in, and one of what the registry holds."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import admin_required
from common.exports import csv_response
from customers.enums import ImportedKind
from customers.imports import exporting
from customers.imports.kind import ImportKind
from customers.imports.kinds import KINDS
from jobs.services import note_export


@admin_required
@require_safe
def import_template(request: HttpRequest, kind: str) -> HttpResponse:
    """The names of the columns and nothing else, the required ones first."""
    columns = sorted(_kind(kind).columns, key=lambda column: not column.required)
    return csv_response(f"{kind}.csv", [column.name for column in columns], [])


@admin_required
@require_safe
def import_export(request: HttpRequest, kind: str) -> HttpResponse:
    """Everything of this kind, as the import reads it."""
    found, at = _kind(kind), timezone.now()
    if not found.export:
        raise Http404
    columns = exporting.head(found)
    note_export(
        list_key=f"import:{kind}",
        described=_("All: %(kind)s") % {"kind": ImportedKind(kind).label},
        columns=columns,
        file_format="csv",
        rows=exporting.count_rows(found),
        by=request.user,
        at=at,
    )
    return csv_response(f"{kind}-{timezone.localdate(at):%Y-%m-%d}.csv", columns, exporting.rows(found))


def _kind(slug: str) -> ImportKind:
    try:
        return KINDS[slug]
    except KeyError as unknown:
        raise Http404 from unknown
