from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import User
from common.errors import AppError
from crm_site.backups import restore_backup
from crm_site.management.postgres_programs import programs_folder


class Command(BaseCommand):
    help = "Put a backup in the place of the present database and uploads. Stop web, worker and scheduler before."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="yes, lose what is in the database now")

    def handle(self, *args: Any, **options: Any) -> None:
        if User.objects.exists() and not options["replace"]:
            raise CommandError("There are data in this database. Say --replace to lose them for those of the backup.")
        try:
            restore_backup(options["file"], programs=programs_folder())
        except AppError as error:
            raise CommandError(str(error)) from error
        self.stdout.write("The backup is restored.")
