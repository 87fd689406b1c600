"""Erasure that keeps the numbers and not the person: in one transaction, from every table, trail and file."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote_plus

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.models import SavedView, User
from accounts.queries import audited_models
from accounts.services import Redactor, emptied, redaction
from common.audit import ERASED
from common.errors import AppError, NotAllowed
from customers.models import Customer, ImportChange, ImportRun, Phone
from jobs.enums import UNFINISHED
from jobs.models import Job, results_folder
from outbox.enums import Status
from outbox.models import Message
from privacy.enums import Channel, RequestKind, RequestStatus, StepKind
from privacy.holdings import Holding, Person, blockers, holdings, letters_about
from privacy.models import SURVEYS, DataRequest, Erasure, PrivacyPolicy
from privacy.services.consents import record_consent
from privacy.services.requests import customer_of, lock, note_step, require_identity


@dataclass(frozen=True)
class Planned:
    """What an erasure would do to one table."""

    title: str
    rows: int
    is_deleted: bool
    fields: list[str]
    stays: Any


def person_of(customer: Customer) -> Person:
    """By what a customer and the records folded together with it were ever known."""
    survivor = customer.merged_into_id or customer.pk
    ids = list(Customer.objects.filter(Q(pk=survivor) | Q(merged_into=survivor)).values_list("pk", flat=True))
    known, events = audited_models(), Q(pgh_obj_id__in=ids)
    customers, phones = known["customers.customer"].objects.filter(events), known["customers.phone"].objects
    rows = [*Customer.objects.filter(pk__in=ids).values("name", "email"), *customers.values("name", "email")]
    numbers = [
        *Phone.objects.filter(customer__in=ids).values_list("digits", flat=True),
        *phones.filter(customer_id__in=ids).values_list("digits", flat=True),
    ]
    gone = {"", ERASED}
    return Person(
        ids=ids,
        emails=sorted({row["email"].lower() for row in rows} - gone),
        phones=sorted(set(numbers) - gone),
        names=sorted({row["name"] for row in rows} - gone),
    )


def planned_erasure(customer: Customer) -> list[Planned]:
    """What would be erased, and what stays, table by table."""
    person = person_of(customer)
    plan = []
    for holding in holdings():
        count = holding.rows(person).exclude(holding.later or Q(pk__in=[])).count()
        if count:
            plan.append(Planned(holding.title, count, holding.deleted, _field_names(holding), holding.stays))
    return plan


def _field_names(holding: Holding) -> list[str]:
    names = [*holding.redacted, *holding.emptied, *(holding.values() if holding.values else ())]
    kept = {"version", "erased_at", "survey_consent", "do_not_contact", "submission_key"}
    return [str(holding.model._meta.get_field(name).verbose_name) for name in names if name not in kept]  # type: ignore[union-attr]


def obstacles(customer: Customer, *, user: User) -> list[Any]:
    """What has to be settled before: an open complaint, say. Only what `user` may know of."""
    return blockers(person_of(customer), user)


@transaction.atomic
def propose_erasure(*, request: DataRequest, at: datetime, by: User) -> None:
    """The first pair of eyes; another manager carries it out."""
    _check(request, by)
    DataRequest.objects.filter(pk=request.pk).update(
        status=RequestStatus.PROPOSED, proposed_by=by, version=request.version + 1
    )
    note_step(request, StepKind.PROPOSED, at=at, by=by)


@transaction.atomic
def carry_out_erasure(*, request: DataRequest, at: datetime, by: User) -> Erasure:
    """Erase what a request asks for. Where two pairs of eyes are needed, `by` is not the one who proposed it."""
    customer = _check(request, by)
    if PrivacyPolicy.load().erasure_needs_second:
        if request.proposed_by is None:
            raise NotAllowed(_("Somebody has to propose this erasure first."))
        if request.proposed_by_id == by.pk:
            raise NotAllowed(_("You proposed this erasure; another manager carries it out."))
    erasure = erase_customer(customer=customer, request=request, at=at, by=by)
    note_step(request, StepKind.ERASED, at=at, by=by)
    return erasure


def _check(request: DataRequest, by: User) -> Customer:
    lock(request)
    if request.kind != RequestKind.ERASURE:
        raise NotAllowed(_("This request does not ask for an erasure."))
    require_identity(request)
    customer = customer_of(request)
    if customer.erased_at:
        raise NotAllowed(_("The personal data of this customer are erased already."))
    if reasons := obstacles(customer, user=by):
        raise AppError(" ".join(str(reason) for reason in reasons))
    return customer


@transaction.atomic
def erase_customer(*, customer: Customer, at: datetime, by: User | None, request: DataRequest | None = None) -> Erasure:
    """Take the person out of every table, audit trail, message and file, and leave the numbers.

    Records folded together go together. Running it again finishes what had to wait.
    """
    together = Customer.objects.select_for_update().filter(
        Q(pk=customer.merged_into_id or customer.pk) | Q(merged_into=customer.merged_into_id or customer.pk)
    )
    list(together.order_by("pk").values_list("pk", flat=True))
    person = person_of(customer)
    if not customer.erased_at:
        record_consent(customer=customer, purpose=SURVEYS, given=False, channel=Channel.ERASURE, at=at, by=by)
    keys = letters_about(person)
    with redaction(reason=request.reference if request else "erasure", by=by, at=at) as redactor:
        rows = {holding.label: n for holding in holdings() if (n := _erase(holding, person, redactor))}
        Customer.objects.filter(pk__in=person.ids, erased_at=None).update(erased_at=at)
        # The events of what was just written hold the old words too, so the trail comes last.
        for holding in holdings():
            _erase_trail(holding, person, redactor)
        _erase_views(person, redactor)
    rows["outbox.message"] = _erase_letters(person, keys)
    _erase_import_changes(person)
    transaction.on_commit(lambda: erase_files(person))
    return Erasure.objects.create(
        customer=customer, request=request, at=at, by=by, proposed_by=request.proposed_by if request else None,
        rows={**rows, **redactor.rows},
    )  # fmt: skip


def _erase(holding: Holding, person: Person, redactor: Redactor) -> int:
    rows = holding.rows(person)
    if holding.later is not None:
        rows = rows.exclude(holding.later)
    if holding.deleted:
        return rows.delete()[0]
    if holding.is_append_only:
        return redactor.redact(rows, holding.redacted)
    values = {name: emptied(holding.model, name) for name in holding.redacted}
    values |= {name: emptied(holding.model, name, blank=True) for name in holding.emptied}
    values |= holding.values() if holding.values else {}
    return rows.update(**values) if values else 0


def _erase_trail(holding: Holding, person: Person, redactor: Redactor) -> None:
    if holding.label not in audited_models():
        return
    which = holding.about(person, pk="pgh_obj_id")
    if holding.later is not None:
        waiting = holding.rows(person).filter(holding.later).values("pk")
        which &= ~Q(pgh_obj_id__in=waiting)
    redactor.redact_events(holding.model, which)


def _erase_letters(person: Person, keys: Iterable[str]) -> int:
    """Letters to the person, and those about their things; what was not sent yet is withdrawn."""
    to_them = Message.objects.alias(plain=Lower("to_email")).filter(plain__in=list(person.emails))
    about = Message.objects.filter(subject_key__in=list(keys))
    staff = set(User.objects.values_list(Lower("email"), flat=True))
    found = list((to_them | about.alias(plain=Lower("to_email"))).values_list("pk", "to_email").distinct())
    ids = [pk for pk, _to in found]
    rows = Message.objects.filter(pk__in=ids)
    rows.filter(status__in=[Status.PENDING, Status.FAILED, Status.SENDING]).update(
        status=Status.CANCELLED, claimed_by=None, claimed_until=None
    )
    rows.filter(pk__in=[pk for pk, to in found if to.lower() not in staff]).update(to_email=ERASED)
    return rows.update(subject=ERASED, cc=[], sealed=None, last_error="")


def _erase_import_changes(person: Person) -> None:
    """What imports overwrote of the person: taking such a run back no longer touches them."""
    own = Q(model=Customer._meta.label_lower, object_id__in=list(person.ids))
    parts = Q()
    for pk in person.ids:
        parts |= Q(before__customer_id=pk) | Q(before__customer=pk)
    ImportChange.objects.filter(own | parts).delete()


def _erase_views(person: Person, redactor: Redactor) -> None:
    """Lists that somebody saved under the person's name or number."""
    named = Q()
    for word in person.words:
        named |= Q(query__icontains=quote_plus(word)) | Q(name__icontains=word)
    if named:
        SavedView.objects.filter(named).update(query="", name=ERASED)
        redactor.redact_events(SavedView, named)


def erase_files(person: Person) -> None:
    """Files in which the person may stand: rejected rows, uploads not yet brought in, results of jobs."""
    for run in ImportRun.objects.exclude(errors_file="", upload=""):
        _erase_run(run, person)
    # What an import overwrote is kept for a while, to take it back; this person's is not.
    ImportChange.objects.filter(model=Customer._meta.label_lower, object_id__in=list(person.ids)).delete()
    for run in ImportRun.objects.exclude(problems=[], report={}, revert_plan={}):
        if _is_named(json.dumps([run.problems, run.report, run.revert_plan], ensure_ascii=False), person):
            ImportRun.objects.filter(pk=run.pk).update(problems=[], report={}, revert_plan={})
    finished = Job.objects.exclude(status__in=UNFINISHED)
    for name in finished.exclude(result_file="").values_list("result_file", flat=True):
        (results_folder() / name).unlink(missing_ok=True)
    finished.exclude(result_file="").update(result_file="")
    for job in finished:
        if _is_named(
            f"{job.title} {job.message} {json.dumps([job.parameters, job.state], ensure_ascii=False)}", person
        ):
            Job.objects.filter(pk=job.pk).update(title=ERASED, message="", parameters={}, state={})


def _erase_run(run: ImportRun, person: Person) -> None:
    path = Path(run.errors_file)
    if run.errors_file and path.is_file() and _is_named(path.read_text("utf-8-sig", errors="replace"), person):
        path.unlink()
        ImportRun.objects.filter(pk=run.pk).update(errors_file="")


def _is_named(text: str, person: Person) -> bool:
    plain, digits = text.casefold(), "".join(mark for mark in text if mark.isdigit())
    return any(word.casefold() in plain for word in person.words) or any(
        number in digits for number in person.phones if len(number) >= 7
    )
