import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from customers.enums import ImportStatus
from customers.imports import report
from customers.imports.reverting import revert, revert_plan
from customers.imports.work import patience
from customers.models import ImportRun


class Command(BaseCommand):
    help = (
        "Take a whole import back, within 30 days: what it made is deleted, what it overwrote is as before. Rows that "
        "somebody changed since, or that others depend on, are kept and named. Exit status 1 if anything was kept."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("run", type=int, metavar="NUMBER", help="number of the import, as in its address")
        parser.add_argument("--dry-run", action="store_true", help="say what would be taken back and write nothing")
        parser.add_argument("--json", action="store_true", help="print the result as JSON alone")

    def handle(self, *, run: int, dry_run: bool, **options: Any) -> None:
        found = ImportRun.objects.filter(pk=run).first()
        if found is None or not found.can_be_reverted:
            raise CommandError(_("This import can't be taken back, or was already."))
        with patience():
            plan = self._taken_back(found, dry_run=dry_run)
        counts = {"taken_back": plan["rows"], "kept": sum(rows for *_what, rows, _samples in plan["kept"])}
        if options["json"]:
            self.stdout.write(json.dumps(counts))
        else:
            self.stdout.write(_("Rows taken back: %(taken_back)s, kept: %(kept)s") % counts)
        for kept in report.shown_kept(plan):
            self.stderr.write(f"{kept.what}: {kept.rows} – {kept.reason}")
        if counts["kept"]:
            raise CommandError(_("Not everything could be taken back."), returncode=1)

    @staticmethod
    @transaction.atomic
    def _taken_back(run: ImportRun, *, dry_run: bool) -> dict[str, Any]:
        at = timezone.now()
        run.revert_plan = revert_plan(run)
        if dry_run or not run.revert_plan["rows"]:
            return run.revert_plan
        revert(run, at=at)
        run.status, run.reverted_at = ImportStatus.REVERTED, at
        run.save(update_fields=["status", "reverted_at", "revert_plan"])
        return run.revert_plan
