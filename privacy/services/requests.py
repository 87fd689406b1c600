"""Taking requests in and bringing them to an answer, each step noted."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import User
from common.errors import AppError, NotAllowed
from customers.models import Customer
from customers.services.checks import check_fields, check_open
from privacy import emails
from privacy.enums import NEEDS_IDENTITY, Channel, RequestKind, RequestStatus, StepKind
from privacy.models import SURVEYS, DataRequest, PrivacyPolicy, RequestStep, Restriction
from privacy.services.consents import record_consent

# Handlers hear of a request when so much of its time is over, in per cent.
WARNINGS = (50, 80, 100)


@transaction.atomic
def take_in_request(
    *,
    kind: RequestKind | str,
    channel: Channel | str,
    received_at: datetime,
    at: datetime,
    by: User | None,
    customer: Customer | None = None,
    requester: str = "",
    contact: str = "",
    details: str = "",
    submission_key: UUID | None = None,
) -> DataRequest:
    """Note what a person asks for; the clock runs from the moment they asked. Raises AppError naming the field."""
    if earlier := DataRequest.already_submitted(submission_key):
        return earlier
    if customer is None and not requester:
        raise AppError(_("Say who asks, or choose the customer."), field="requester")
    if customer is not None:
        customer = customer.merged_into or customer
        check_open(customer)
    if received_at > at:
        raise AppError(_("A request can't have been received in the future."), field="received_at")
    request = DataRequest(
        reference=_next_reference(at),
        kind=kind,
        customer=customer,
        requester=requester,
        contact=contact,
        channel=channel,
        details=details,
        received_at=received_at,
        due_at=received_at + timedelta(hours=PrivacyPolicy.load().answer_hours),
        created_by=by,
        submission_key=submission_key,
    )
    check_fields(request, "kind", "channel", "requester", "contact", "details")
    request.save(force_insert=True)
    note_step(request, StepKind.RECEIVED, at=at, by=by)
    if customer is not None and customer.email:
        emails.send_receipt(request)
    return request


def _next_reference(at: datetime) -> str:
    year = timezone.localdate(at).year
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO privacy_requestcounter (year, last_number) VALUES (%s, 1)
            ON CONFLICT (year) DO UPDATE SET last_number = privacy_requestcounter.last_number + 1
            RETURNING last_number""",
            [year],
        )
        return f"D-{year}-{cursor.fetchone()[0]:05d}"


def note_step(request: DataRequest, kind: StepKind, *, at: datetime, by: User | None, body: str = "") -> RequestStep:
    return RequestStep.objects.create(request=request, kind=kind, body=body, at=at, by=by)


def lock(request: DataRequest) -> None:
    """Hold the row until commit, with its values of now; refuse what is closed already."""
    request.refresh_from_db(from_queryset=DataRequest.objects.select_for_update())
    if not request.is_open:
        raise NotAllowed(_("This request is answered already."))


def _save(request: DataRequest, **fields: Any) -> None:
    for name, value in fields.items():
        setattr(request, name, value)
    check_fields(request, *(name for name in fields if name in ("identity_note", "answer")))
    request.save_version(expected=request.version, fields=list(fields))


@transaction.atomic
def take_on(*, request: DataRequest, at: datetime, by: User) -> None:
    """Become the one who answers it."""
    lock(request)
    if request.owner_id == by.pk:
        return
    _save(request, owner=by, status=_moved_on(request))
    note_step(request, StepKind.TAKEN, at=at, by=by)


def _moved_on(request: DataRequest) -> str:
    return RequestStatus.IN_PROGRESS if request.status == RequestStatus.NEW else request.status


@transaction.atomic
def note_identity(*, request: DataRequest, how: str, at: datetime, by: User) -> None:
    """Note how it was made sure that the person is who they say."""
    lock(request)
    if not how.strip():
        raise AppError(_("Say how the identity was checked."), field="text")
    _save(request, identity_note=how, identity_at=at, identity_by=by, status=_moved_on(request))
    note_step(request, StepKind.IDENTITY, at=at, by=by, body=how)


@transaction.atomic
def add_note(*, request: DataRequest, text: str, at: datetime, by: User) -> None:
    lock(request)
    if not text.strip():
        raise AppError(_("Write something."), field="text")
    note_step(request, StepKind.NOTE, at=at, by=by, body=text)


@transaction.atomic
def answer_request(*, request: DataRequest, text: str, at: datetime, by: User) -> None:
    """Close it with what was answered. What is handed out or changed needs a checked identity before."""
    lock(request)
    require_identity(request)
    if request.kind == RequestKind.ERASURE and request.customer and not request.customer.erased_at:
        raise AppError(_("Erase the data first, or refuse the request with the reason."), field="text")
    _close(request, RequestStatus.ANSWERED, StepKind.ANSWERED, text, at, by)


@transaction.atomic
def refuse_request(*, request: DataRequest, text: str, at: datetime, by: User) -> None:
    """Close it without doing what is asked, with the reason that the person was told."""
    lock(request)
    _close(request, RequestStatus.REFUSED, StepKind.REFUSED, text, at, by)


def _close(request: DataRequest, status: str, step: StepKind, text: str, at: datetime, by: User) -> None:
    if not text.strip():
        raise AppError(_("Say what the person was told."), field="text")
    _save(request, status=status, answer=text, answered_at=at, owner=request.owner or by)
    note_step(request, step, at=at, by=by, body=text)


def require_identity(request: DataRequest) -> None:
    if request.kind in NEEDS_IDENTITY and request.identity_at is None:
        raise NotAllowed(_("Check the identity of the person first, and note how."))


def customer_of(request: DataRequest) -> Customer:
    """The record a request is about. Raises NotAllowed where none was found for it."""
    if request.customer is None:
        raise NotAllowed(_("This request belongs to no customer in the registry."))
    return request.customer


@transaction.atomic
def restrict(*, request: DataRequest, at: datetime, by: User) -> Restriction:
    """Stop processing: no contact, no surveys, and everybody sees it on the record. Doing it again changes nothing."""
    lock(request)
    customer = customer_of(request)
    check_open(customer)
    restriction, created = Restriction.objects.get_or_create(
        customer=customer, lifted_at=None, defaults={"since": at, "request": request}
    )
    record_consent(customer=customer, purpose=SURVEYS, given=False, channel=request.channel, at=at, by=by)
    stored = Customer.objects.select_for_update().get(pk=customer.pk)
    if not stored.do_not_contact:
        stored.do_not_contact, stored.updated_at = True, at
        stored.save_version(expected=stored.version, fields=["do_not_contact", "updated_at"])
    if created:
        _save(request, status=_moved_on(request))
        note_step(request, StepKind.RESTRICTED, at=at, by=by)
    return restriction


@transaction.atomic
def lift_restriction(*, customer: Customer, at: datetime, by: User) -> None:
    """Go on as before; whether the person may be contacted is for the registry to say."""
    found = Restriction.objects.select_for_update().filter(customer=customer, lifted_at=None).first()
    if found is None:
        raise NotAllowed(_("Nothing is restricted here."))
    found.lifted_at = at
    found.save(update_fields=["lifted_at"])
    if found.request:
        note_step(found.request, StepKind.LIFTED, at=at, by=by)


def warn_of_due(*, at: datetime) -> int:
    """Remind handlers of requests whose time is half, four fifths or wholly over; each time once. Gives how many."""
    warned = 0
    for pk in DataRequest.objects.open().filter(warned__lt=WARNINGS[-1]).values_list("pk", flat=True):
        warned += _warn(pk, at)
    return warned


@transaction.atomic
def _warn(pk: int, at: datetime) -> int:
    request = DataRequest.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=pk).first()
    if request is None or not request.is_open:
        return 0
    reached = max((level for level in WARNINGS if request.used(at) * 100 >= level), default=0)
    if reached <= request.warned:
        return 0
    for handler in _handlers(request, everybody=reached == WARNINGS[-1]):
        emails.send_reminder(request, handler, level=reached)
    DataRequest.objects.filter(pk=pk).update(warned=reached)
    note_step(request, StepKind.WARNED, at=at, by=None, body=f"{reached} %")
    return 1


def _handlers(request: DataRequest, *, everybody: bool) -> list[User]:
    """Whoever has taken it on; without one, and when it is late, all who may."""
    if request.owner and request.owner.is_active and not everybody:
        return [request.owner]
    return list(User.objects.filter(is_active=True, role__in=[Role.MANAGER, Role.ADMIN]).order_by("pk"))
