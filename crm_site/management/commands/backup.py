from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from common.errors import AppError
from crm_site.backups import write_backup
from crm_site.management.postgres_programs import programs_folder


class Command(BaseCommand):
    help = "Write the whole database and the uploads to one file. It holds personal data: keep it like the database."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            size = write_backup(options["file"].resolve(), programs=programs_folder())
        except AppError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{options['file']}: {size / 1_000_000:.1f} MB")
