"""What the commands import_… have in common."""

import json
from pathlib import Path
from typing import Any

import pghistory
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.imports.engine import ImportResult, import_file
from customers.imports.kinds import KINDS
from customers.imports.reasons import ImportRefused

SHOWN = 20


class ImportCommand(BaseCommand):
    """Base of a command that imports one kind of file.

    Exit status 0 when every row was taken, 1 when rows were rejected (the others are in) or the file was refused.
    """

    kind: str
    help = (
        "Sound rows are written together in one transaction; rejected rows go to an errors file with the reason, "
        "ready to mend and import again. Importing a file twice changes nothing. "
        "Exit status: 0 if every row was taken, 1 if rows were rejected or the file was refused."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        columns = KINDS[self.kind].columns
        parser.description = (
            f"Import {self.kind} from a CSV or XLSX file with a header. Required columns: "
            f"{', '.join(column.name for column in columns if column.required)}. Optional: "
            f"{', '.join(column.name for column in columns if not column.required)}. {self.help}"
        )
        parser.add_argument("file", type=Path, metavar="FILE", help="CSV (UTF-8, UTF-16 or Windows-1252) or XLSX")
        parser.add_argument(
            "--dry-run", action="store_true", help="check everything and write nothing but the errors file"
        )
        parser.add_argument("--json", action="store_true", help="print the result as JSON alone")

    def handle(self, *, file: Path, dry_run: bool, **options: Any) -> None:
        try:
            with pghistory.context(command=f"import_{self.kind}"):
                result = import_file(kind=KINDS[self.kind], path=file, at=timezone.now(), dry_run=dry_run)
        except ImportRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(as_json(result) if options["json"] else summary(result, dry_run=dry_run))
        if result.unknown_columns:
            self.stderr.write(_("Columns nobody knows were passed over: %s") % ", ".join(result.unknown_columns))
        if result.rejected:
            self._name_problems(result)
            raise CommandError(_("%(rejected)s of %(rows)s rows were rejected.") % result.counts, returncode=1)

    def _name_problems(self, result: ImportResult) -> None:
        for problem in result.problems[:SHOWN]:
            self.stderr.write(f"{_('Line %(line)s') % {'line': problem.line}} {problem.column}: {problem.reason}")


def as_json(result: ImportResult) -> str:
    return json.dumps({**result.counts, "errors_file": str(result.errors_file) if result.errors_file else None})


def summary(result: ImportResult, *, dry_run: bool) -> str:
    if dry_run:
        text = _(
            "Checked %(rows)s rows and wrote nothing: %(created)s would be created, %(updated)s updated, "
            "%(unchanged)s left unchanged, %(rejected)s rejected."
        )
    else:
        text = _(
            "Imported %(rows)s rows: %(created)s created, %(updated)s updated, %(unchanged)s unchanged, "
            "%(rejected)s rejected."
        )
    where = _("Rejected rows and the reasons: %s") % result.errors_file if result.errors_file else ""
    return "\n".join(filter(None, [text % result.counts, where]))
