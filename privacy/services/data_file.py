"""Everything we hold about one person as a file: to be read (HTML), and to be taken elsewhere (JSON, CSV)."""

import csv
import io
import json
import secrets
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction
from django.db.models.functions import Lower
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.models import Organisation, User
from common import formats
from common.spreadsheets import quoted
from customers.models import Customer
from customers.services.checks import refuse_nobody
from jobs.models import Job, results_folder
from jobs.registry import Step
from jobs.services import start_job
from outbox.models import Message
from privacy.enums import AccessKind, StepKind
from privacy.holdings import Holding, Person, holdings
from privacy.models import AccessEntry, DataRequest, PrivacyPolicy
from privacy.services.access import note_access
from privacy.services.erasing import person_of
from privacy.services.requests import customer_of, lock, note_step, require_identity

KIND = "privacy.data_file"


@transaction.atomic
def ask_for_data_file(*, request: DataRequest, at: datetime, by: User) -> Job:
    """Have the file made, for the person who asks for it alone; it is deleted after a week."""
    lock(request)
    require_identity(request)
    customer = customer_of(request)
    refuse_nobody(customer)
    title = _("Data file %(number)s") % {"number": request.reference}
    job = start_job(kind=KIND, title=title, by=by, at=at, parameters={"request": request.pk})
    note_access(user=by, customer_id=customer.pk, kind=AccessKind.FILE, at=at)
    note_step(request, StepKind.FILE, at=at, by=by)
    return job


def make_data_file(job: Job) -> Step:
    """The one step of the job: read every table, write the archive."""
    request = DataRequest.objects.select_related("customer").get(pk=job.parameters["request"])
    customer = customer_of(request)
    name = f"{secrets.token_hex(16)}.zip"
    with translation.override(customer.language):
        tables = [table for table in tables_about(customer) if table["rows"]]
        write_archive(results_folder() / name, customer, tables, timezone.now())
    return Step(
        done=1,
        message=_("The file is ready. Hand it to the person; it is deleted after seven days."),
        result_url=request.get_absolute_url(),
        result_file=name,
        result_name=f"{request.reference}.zip",
    )


def tables_about(customer: Customer) -> Iterator[dict[str, Any]]:
    """Title, head and rows of each table, in the active language; internal parts and confidential matters left out."""
    person = person_of(customer)
    for holding in holdings():
        if holding.shown:
            yield _table(holding, person)
    yield _letters(person)
    yield _looks(person)


def _table(holding: Holding, person: Person) -> dict[str, Any]:
    fields: list[Any] = [holding.model._meta.get_field(name) for name in holding.shown]
    related = [field.name for field in fields if field.is_relation]
    rows = holding.rows(person).filter(holding.given).order_by("pk")
    found = rows.select_related(*related) if related else rows
    return {
        "key": holding.label,
        "title": str(capfirst(holding.title)),
        "head": [str(capfirst(field.verbose_name)) for field in fields],
        "rows": [[_in_words(row, field) for field in fields] for row in found],
    }


def _in_words(row: models.Model, field: Any) -> str:
    value = getattr(row, field.name)
    if value in (None, "", [], {}):
        return ""
    if field.choices:
        return str(getattr(row, f"get_{field.name}_display")())
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, datetime):
        return formats.moment(value)
    if isinstance(field, models.DateField):
        return formats.longdate(value)
    if isinstance(value, dict):
        return "; ".join(f"{key}: {part}" for key, part in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _letters(person: Person) -> dict[str, Any]:
    """What we wrote: when and about what. Texts are not kept after sending."""
    to_them = Message.objects.alias(plain=Lower("to_email")).filter(plain__in=list(person.emails))
    rows = to_them.filter(is_confidential=False).order_by("created_at", "id")
    return {
        "key": "outbox.message",
        "title": _("E-mails to you"),
        "head": [_("Written"), _("Sent"), _("Subject")],
        "rows": [[formats.moment(row.created_at), formats.moment(row.sent_at), row.subject] for row in rows],
    }


def _looks(person: Person) -> dict[str, Any]:
    """Who looked at the record: by name, or by role, as the policy says. Looks at complaints count as the record's."""
    by_name = PrivacyPolicy.load().file_names_staff
    entries = AccessEntry.objects.filter(customer__in=person.ids, kind__in=[AccessKind.PAGE, AccessKind.SEARCH])
    return {
        "key": "privacy.accessentry",
        "title": _("Who looked at your record"),
        "head": [_("When"), _("Who")],
        "rows": [
            [formats.moment(entry.at), str(entry.user) if by_name else str(entry.user.get_role_display())]
            for entry in entries.select_related("user").order_by("at", "id")
        ],
    }


def write_archive(path: Any, customer: Customer, tables: list[dict[str, Any]], at: datetime) -> None:
    """One page to read, one file for machines, one CSV for each table."""
    with zipfile.ZipFile(path, "x", zipfile.ZIP_DEFLATED) as archive:
        context = {"customer": customer, "tables": tables, "at": at, "organisation": Organisation.load()}
        archive.writestr("data.html", render_to_string("privacy/data_file.html", context))
        content = {
            table["key"]: [dict(zip(table["head"], row, strict=True)) for row in table["rows"]] for table in tables
        }
        archive.writestr("data.json", json.dumps(content, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        for table in tables:
            archive.writestr(f"{table['key']}.csv", _csv(table))


def _csv(table: dict[str, Any]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(table["head"])
    writer.writerows([quoted(cell) for cell in row] for row in table["rows"])
    return "\ufeff" + buffer.getvalue()
