"""Which kinds of work there are. An app registers its own when it gets ready."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jobs.models import Job


@dataclass(frozen=True)
class Step:
    """What one step did: `done` more of `total`, and where the next one begins; None as `state` means: finished."""

    done: int = 0
    state: Mapping[str, Any] | None = None
    total: int | None = None
    message: Any = ""
    result_url: str = ""
    result_file: str = ""  # a name in jobs.models.results_folder()
    result_name: str = ""


@dataclass(frozen=True)
class JobKind:
    """How to do one kind of work.

    `step` does a bounded piece (a few seconds) inside a transaction that also stores its outcome, so it may be run
    again after a crash. What has to be one transaction may take minutes; it tells of its way by `jobs.progress`.
    It may raise AppError: the job then ends as failed, with that sentence. `undo` names the kind that takes such a job
    back (its parameters are {"job": pk}); `can_undo` says whether this one still can be, and `undo_stopped` whether
    also when it was stopped half-way.
    """

    name: str
    step: Callable[[Job], Step]
    undo: str = ""
    undo_stopped: bool = False
    can_undo: Callable[[Job], bool] = field(default=lambda job: True)
    cancelled: Callable[[Job], None] | None = None  # tidies up after a job that was stopped or failed


_kinds: dict[str, JobKind] = {}


def register_job(kind: JobKind) -> None:
    _kinds[kind.name] = kind


def kind_of(job: Job) -> JobKind | None:
    """None for work of a kind that this release no longer knows."""
    return _kinds.get(job.kind)
