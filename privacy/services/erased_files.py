"""Files in which people may stand who were erased: rejected rows, uploads not yet brought in, results of jobs."""

import json
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import IO

from django.utils import timezone

from common.audit import ERASED
from customers.enums import UNDECIDED_IMPORTS, ImportStatus
from customers.imports.uploads import forget_file, stored_path
from customers.imports.wizard import forget_errors
from customers.models import ImportRun
from jobs.enums import UNFINISHED
from jobs.models import Job, results_folder
from privacy.holdings import Person

PIECE, OVERLAP = 1 << 20, 300


def erase_files(person: Person) -> None:
    """Go through what imports and jobs have left behind, and take away what names the person."""
    for run in ImportRun.objects.iterator(chunk_size=200):
        _erase_run(run, person)
    _erase_jobs(person)


def _erase_run(run: ImportRun, person: Person) -> None:
    """Each part by itself: a run whose upload is long gone may still keep rejected rows, and the other way round."""
    changes: dict[str, object] = {}
    if run.errors_file and _file_names(Path(run.errors_file), person):
        forget_errors(run.errors_file)
        changes["errors_file"] = ""
    if run.status in UNDECIDED_IMPORTS and run.upload and _file_names(stored_path(run.upload), person):
        forget_file(run.upload)
        changes |= {"upload": "", "status": ImportStatus.FAILED, "finished_at": timezone.now()}
    words = json.dumps([run.problems, run.report, run.revert_plan, run.fixed], ensure_ascii=False)
    if _is_named(words, person):
        changes |= {"problems": [], "report": {}, "revert_plan": {}, "fixed": {}}
    if _is_named(run.filename, person):
        changes["filename"] = ERASED
    if changes:
        ImportRun.objects.filter(pk=run.pk).update(**changes)


def _file_names(path: Path, person: Person) -> bool:
    """Piece by piece, for these files may be as large as uploads are; of a workbook the texts of its sheets."""
    if not path.is_file():
        return False
    if not zipfile.is_zipfile(path):
        with path.open("rb") as file:
            return _names(file, person)
    with zipfile.ZipFile(path) as workbook:
        for name in workbook.namelist():
            with workbook.open(name) as part:
                if _names(part, person):
                    return True
    return False


def _names(file: IO[bytes], person: Person) -> bool:
    before = ""
    while piece := file.read(PIECE):
        text = piece.decode("utf-8", errors="replace")
        if _is_named(before + text, person):
            return True
        before = text[-OVERLAP:]
    return False


def _erase_jobs(person: Person) -> None:
    finished = Job.objects.exclude(status__in=UNFINISHED)
    for name in finished.exclude(result_file="").values_list("result_file", flat=True):
        (results_folder() / name).unlink(missing_ok=True)
    finished.exclude(result_file="").update(result_file="")
    for job in finished.iterator(chunk_size=200):
        if _is_named(_words_of(job), person):
            Job.objects.filter(pk=job.pk).update(title=ERASED, message="", parameters={}, state={})


def _words_of(job: Job) -> str:
    return f"{job.title} {job.message} {json.dumps([job.parameters, job.state], ensure_ascii=False)}"


def _is_named(text: str, person: Person) -> bool:
    plain, digits = text.casefold(), "".join(mark for mark in text if mark.isdigit())
    return _any_in(plain, (word.casefold() for word in person.words)) or _any_in(
        digits, (number for number in person.phones if len(number) >= 7)
    )


def _any_in(text: str, words: Iterable[str]) -> bool:
    return any(word in text for word in words)
