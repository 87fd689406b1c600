"""The words and files of a message, as they are kept with a complaint."""

from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import AppError
from common.forms import tidy_text
from complaints.enums import EntryKind
from complaints.mailbox.folding import latest_words
from complaints.mailbox.letter import Letter
from complaints.models import Complaint, Entry
from complaints.services import records
from complaints.services.attachments import attach

MOST_FILES = 20
MOST_WORDS = 20_000


def words_of(letter: Letter, *, is_answer: bool) -> str:
    """The text for the timeline: of an answer what was written now; beyond what fits it is cut, the whole is kept."""
    text = latest_words(letter.text) if is_answer else _without_signature(letter.text)
    text = tidy_text(text)
    return text if len(text) <= MOST_WORDS else f"{text[: MOST_WORDS - 1]}…"


def _without_signature(text: str) -> str:
    """A first message is kept with what it forwards; only a marked signature goes."""
    return text.partition("\n-- \n")[0] or text


def keep_files(letter: Letter, complaint: Complaint, entry: Entry, *, at: datetime) -> None:
    """Keep each file we take; which others there were, and why not, is noted for staff."""
    refused = []
    for piece in letter.pieces[:MOST_FILES]:
        file = ContentFile(piece.content, name=piece.name or "file")
        try:
            with transaction.atomic():
                attach([file], complaint=complaint, entry=entry, at=at)
        except AppError as error:
            refused.append(str(error))
    if len(letter.pieces) > MOST_FILES:
        refused.append(_("There were more than %(limit)s files.") % {"limit": MOST_FILES})
    if refused:
        told = _("Not every file of the e-mail was kept:")
        records.note(complaint, EntryKind.NOTE, at=at, by=None, body="\n".join([told, *refused]))
