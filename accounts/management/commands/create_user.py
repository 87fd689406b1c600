import sys
from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from accounts.enums import Role
from accounts.services import create_user
from common.errors import AppError


class Command(BaseCommand):
    help = "Add a member of staff. The password is read from standard input, so that no list of processes shows it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--role", choices=Role.values, required=True)
        parser.add_argument("--name", default="", help="full name (default: the part of the address before the @)")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"]
        if sys.stdin.isatty():
            self.stderr.write("Type the password and press Enter:")
        password = sys.stdin.readline().rstrip("\r\n")
        try:
            validate_email(email)
            with pghistory.context(command="create_user"):
                create_user(
                    email=email,
                    full_name=options["name"] or email.partition("@")[0],
                    role=options["role"],
                    password=password,
                )
        except ValidationError as error:
            raise CommandError(f"{email}: {' '.join(error.messages)}") from error
        except AppError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"{email} may sign in as {options['role']}.")
