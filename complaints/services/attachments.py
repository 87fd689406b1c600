"""Keeping files with a complaint. Who sends something we don't take is told which file, and why."""

import hashlib
import unicodedata
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial

from django.core.files import File
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, NotAllowed
from common.formats import number
from complaints.enums import EntryKind
from complaints.files import store
from complaints.files.kinds import kind_of
from complaints.models import Attachment, Complaint, Entry
from complaints.permissions import can_remove_attachment
from complaints.services import records

MB = 1 << 20
LARGEST = 20 * MB
MOST_AT_ONCE = 5
MOST_IN_ALL = 100
MOST_BYTES_IN_ALL = 300 * MB


@transaction.atomic
def attach(
    files: Sequence[File],
    *,
    complaint: Complaint,
    at: datetime,
    by: User | None = None,
    entry: Entry | None = None,
    is_shared: bool = True,
) -> list[Attachment]:
    """Keep files with a complaint, or with an entry of it: all of them or, with AppError, none.

    A file that the same entry has already is kept once.
    """
    if not files:
        return []
    checked = [(file, clean_name(file.name or ""), _checked(file)) for file in files]
    _refuse_too_many(complaint, checked)
    kept: list[Attachment] = []
    for file, name, kind in checked:
        sha256 = _digest(file)
        if complaint.attachments.filter(entry=entry, sha256=sha256).exists():
            continue
        stored = store.keep(store.ATTACHMENTS, file.chunks())
        kept.append(
            Attachment.objects.create(
                complaint=complaint, entry=entry, name=name, kind=kind, size=file.size, sha256=sha256,
                stored=stored, is_shared=is_shared, added_by=by, created_at=at,
            )
        )  # fmt: skip
    return kept


def clean_name(name: str) -> str:
    """What a file is called: without folders, marks that can't be seen, or more than fits; the ending stays."""
    plain = unicodedata.normalize("NFC", name.replace("\\", "/").rpartition("/")[2])
    plain = " ".join("".join(mark for mark in plain if unicodedata.category(mark)[0] != "C").split())
    stem, dot, ending = plain.rpartition(".")
    if len(plain) > 150:
        plain = f"{stem[: 150 - len(dot) - len(ending[:10])]}{dot}{ending[:10]}"
    return plain.strip(". ") or _("attachment")


def _checked(file: File) -> str:
    name = clean_name(file.name or "")
    if not file.size:
        raise AppError(_("“%(name)s” is empty.") % {"name": name}, field="files")
    if file.size > LARGEST:
        raise AppError(
            _("“%(name)s” is larger than %(limit)s MB. Make it smaller, or send it in parts.")
            % {"name": name, "limit": number(LARGEST // MB)},
            field="files",
        )
    try:
        return kind_of(file, name)  # type: ignore[arg-type]
    except AppError as error:
        error.field = "files"
        raise


def _refuse_too_many(complaint: Complaint, checked: Sequence[tuple[File, str, str]]) -> None:
    if len(checked) > MOST_AT_ONCE:
        raise AppError(
            _("Send at most %(limit)s files at once.") % {"limit": number(MOST_AT_ONCE)}, field="files"
        )  # fmt: skip
    Complaint.objects.select_for_update().only("pk").get(pk=complaint.pk)
    there = complaint.attachments.aggregate(size=Sum("size", default=0))["size"]
    size = there + sum(file.size for file, _name, _kind in checked)
    if complaint.attachments.count() + len(checked) > MOST_IN_ALL or size > MOST_BYTES_IN_ALL:
        raise AppError(_("This complaint has as many files as we can keep."), field="files")


def _digest(file: File) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


@transaction.atomic
def remove_attachment(*, attachment: Attachment, complaint: Complaint, reason: str, at: datetime, by: User) -> None:
    """Delete a file for good; that it was there, who removed it and why stay in the timeline.

    Of two who remove it at once, the second finds nothing to do.
    """
    records.lock(complaint)
    if not can_remove_attachment(by, attachment, complaint):
        raise NotAllowed(_("Only a manager, or whoever added the file, may remove it."))
    if complaint.attachments.filter(pk=attachment.pk).delete()[0]:
        records.note(complaint, EntryKind.FILE_REMOVED, at=at, by=by, body=reason, old_value=attachment.name)


def forget_file_of(attachment: Attachment) -> None:
    """The row went, by an erasure: the file goes with it once that is certain."""
    transaction.on_commit(partial(store.forget, store.ATTACHMENTS, attachment.stored))


def purge_attachments(*, at: datetime) -> int:
    """Delete files of which there is no row: of saves that failed, and what an erasure could not reach."""
    names = set(Attachment.objects.values_list("stored", flat=True))
    return store.forget_all_but(store.ATTACHMENTS, names, older_than=(at - timedelta(days=1)).timestamp())
