from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils.translation import gettext as _

from common.table_files import CsvFile
from customers.imports import exporting
from customers.imports.kinds import KINDS


class Command(BaseCommand):
    help = "Write what the registry holds of a kind to a CSV file that the import reads; importing it changes nothing."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("kind", choices=[slug for slug, kind in KINDS.items() if kind.export], metavar="KIND")
        parser.add_argument("file", type=Path, metavar="FILE", help="is overwritten")

    def handle(self, *, kind: str, file: Path, **options: Any) -> None:
        found = KINDS[kind]
        written = CsvFile(file)
        written.begin(exporting.head(found))
        written.add(exporting.rows(found))
        written.finish()
        self.stdout.write(_("%(rows)s rows written to %(file)s.") % {"rows": written.state["rows"] - 1, "file": file})
