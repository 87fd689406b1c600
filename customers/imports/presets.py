"""How files of one source are read, remembered: found again by the names of their columns, in whatever order."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError
from customers.imports.columns import match_by_name, plain_name
from customers.imports.kinds import KINDS
from customers.imports.reading import Reading
from customers.models import ImportPreset, ImportRun

PASSED_OVER = "-"


def fingerprint(header: Sequence[str]) -> str:
    """The same for files with the same columns."""
    names = sorted(filter(None, map(plain_name, header)))
    return hashlib.sha256("\n".join(names).encode()).hexdigest()


def preset_for(kind: str, header: Sequence[str]) -> ImportPreset | None:
    """The latest that was saved for a file with these columns."""
    found = ImportPreset.objects.filter(kind=kind, fingerprint=fingerprint(header))
    return found.order_by("-created_at", "-pk").first()


def mapping_of(preset: ImportPreset | None, kind: str, header: Sequence[str]) -> list[str]:
    """For each column of a file the name of ours; "" for what nobody has decided, `PASSED_OVER` for what was."""
    columns = KINDS[kind].columns
    found = match_by_name(header, columns)
    if preset is None:
        return found
    known = {column.name for column in columns} | {PASSED_OVER}
    chosen = [preset.mapping.get(plain_name(name), "") for name in header]
    chosen = [name if name in known and chosen.index(name) == place else "" for place, name in enumerate(chosen)]
    passed_over = [preset.mapping.get(plain_name(name)) == PASSED_OVER for name in header]
    taken = {name for name in chosen if name}
    return [
        PASSED_OVER if is_over else own or (guess if guess not in taken else "")
        for own, guess, is_over in zip(chosen, found, passed_over, strict=True)
    ]


@transaction.atomic
def save_preset(
    *, run: ImportRun, name: str, mapping: Sequence[str], fixed: Mapping[str, str], zone: str, by: User, at: datetime
) -> ImportPreset:
    """Remember how a file is read; a preset of that kind and name is replaced."""
    by_name = {
        plain_name(column): chosen or PASSED_OVER
        for column, chosen in zip(run.header, mapping, strict=True)
        if plain_name(column)
    }
    reading = Reading(**run.reading)
    preset, _is_new = ImportPreset.objects.update_or_create(
        kind=run.kind,
        name=name,
        defaults={
            "fingerprint": fingerprint(run.header),
            "mapping": by_name,
            "fixed": dict(fixed),
            "reading": reading.as_json(),
            "zone": zone,
            "created_at": at,
            "created_by": by,
        },
    )
    return preset


def reading_of(preset: ImportPreset) -> Reading:
    """How its files are read; the place of the header may differ from file to file, so it is found anew."""
    known = {key: value for key, value in preset.reading.items() if key in Reading.__dataclass_fields__}
    return Reading(**{**known, "header_line": 0 if known.get("header_line") == 0 else None})


@transaction.atomic
def rename_preset(*, preset: ImportPreset, name: str, expected_version: int) -> None:
    """Raises StaleRecord, or AppError where the name is taken."""
    preset.name = name
    try:
        with transaction.atomic():
            preset.save_version(expected=expected_version, fields=["name"])
    except IntegrityError as error:
        raise AppError(_("Another preset has this name already."), field="name") from error


def delete_preset(*, preset: ImportPreset) -> None:
    ImportPreset.objects.filter(pk=preset.pk).delete()
