"""Planning invitations, writing their letters, following what became of them."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, Subquery
from django.db.models.functions import Coalesce

from complaints.models import Complaint, ComplaintMerge
from customers.models import Customer, CustomerMerge, Transaction
from outbox import services as outbox
from outbox.enums import Status as MessageStatus
from outbox.models import Message
from surveys.emails import send_invitation
from surveys.enums import InvitationStatus, Mode, SurveyStatus, Trigger
from surveys.models import Invitation, Question, Survey
from surveys.queries.people import invitable, mode_of, rested
from surveys.services.cancelling import cancel_planned

LETTERS_A_BATCH = 100
# A purchase that reaches us later than this is no fresh experience any more.
PURCHASE_IS_FRESH = timedelta(days=7)


def plan_invitation(*, complaint: Complaint, at: datetime) -> Invitation | None:
    """Ask the customer of a complaint that was just closed; gives None where nobody is to be asked.

    The letter is queued in the same transaction, to be sent after the survey's delay. One invitation per closing.
    A confidential complaint is not followed by a survey: the answers would lead to it.
    """
    survey = Survey.objects.filter(trigger=Trigger.COMPLAINT_CLOSED, status=SurveyStatus.PUBLISHED).first()
    if survey is None or complaint.is_restricted:
        return None
    customer = rested(invitable(survey), survey=survey, at=at).filter(pk=_asked(complaint)).first()
    mode = mode_of(customer) if customer else None
    if customer is None or mode is None:
        return None
    send_at = at + timedelta(hours=survey.delay_hours)
    invitation, is_new = Invitation.objects.get_or_create(
        survey=survey,
        complaint=complaint,
        round=complaint.reopened_count + 1,
        defaults={
            "customer": customer,
            "mode": mode,
            "language": complaint.language,
            "created_at": at,
            "send_at": send_at,
            "expires_at": send_at + timedelta(days=survey.valid_days),
        },
    )
    if is_new and invitation.mode == Mode.EMAIL:
        _write_letter(invitation, questions=list(survey.questions.all()), at=at)
    return invitation if is_new else None


def _asked(complaint: Complaint) -> int:
    """The complainant, or the record that one was folded into since."""
    return complaint.customer.merged_into_id or complaint.customer_id


def plan_purchase_invitations(*, at: datetime, limit: int = 500) -> int:
    """Ask who bought lately, once the survey's delay is over; gives how many. Running it again adds nobody twice.

    What was bought under a record that is folded since is a purchase of the survivor.
    """
    survey = Survey.objects.filter(trigger=Trigger.PURCHASE, status=SurveyStatus.PUBLISHED).first()
    if survey is None or survey.published_at is None:
        return 0
    fresh = (
        Transaction.objects.purchases()
        .filter(
            recorded_at__gte=max(survey.published_at, at - PURCHASE_IS_FRESH),
            occurred_at__range=(at - PURCHASE_IS_FRESH, at - timedelta(hours=survey.delay_hours)),
        )
        .exclude(survey_invitations__survey=survey)
        .order_by("-occurred_at", "-id")
    )
    own, folded = fresh.filter(customer=OuterRef("pk")), fresh.filter(customer__merged_into=OuterRef("pk"))
    buyers = fresh.order_by().values(buyer=Coalesce("customer__merged_into", "customer"))
    customers = rested(invitable(survey), survey=survey, at=at).filter(pk__in=buyers)
    latest = Coalesce(Subquery(own.values("pk")[:1]), Subquery(folded.values("pk")[:1]))
    chosen = customers.annotate(purchase_id=latest).filter(purchase_id__isnull=False).order_by("pk")[:limit]
    expires_at = at + timedelta(days=survey.valid_days)
    rows = [
        Invitation(
            survey=survey,
            customer=customer,
            purchase_id=customer.purchase_id,
            mode=mode,
            language=customer.language,
            created_at=at,
            send_at=at,
            expires_at=expires_at,
        )
        for customer in chosen
        if (mode := mode_of(customer)) is not None
    ]
    Invitation.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


@transaction.atomic
def write_letters(*, at: datetime, limit: int = LETTERS_A_BATCH) -> int:
    """Write the letters of up to `limit` planned invitations whose time has come; gives how many rows it handled.

    A batch is one transaction: a worker killed in the middle leaves nothing half done, and two workers take
    different rows. Who opted out since the planning gets none.
    """
    due = list(
        Invitation.objects.filter(
            status=InvitationStatus.PLANNED, mode=Mode.EMAIL, message__isnull=True, send_at__lte=at
        )
        .exclude(wave__paused_at__isnull=False)
        .select_for_update(of=("self",), skip_locked=True)
        .select_related("customer", "survey", "complaint")
        .order_by("send_at", "id")[:limit]
    )
    questions = _questions_of({invitation.survey_id for invitation in due})
    for invitation in due:
        if _may_still_be_asked(invitation):
            _write_letter(invitation, questions=questions[invitation.survey_id], at=at)
        else:
            Invitation.objects.filter(pk=invitation.pk).update(status=InvitationStatus.CANCELLED)
    return len(due)


def _questions_of(survey_ids: set[int]) -> dict[int, list[Question]]:
    found: dict[int, list[Question]] = {pk: [] for pk in survey_ids}
    for question in Question.objects.filter(survey__in=survey_ids):
        found[question.survey_id].append(question)
    return found


def _may_still_be_asked(invitation: Invitation) -> bool:
    customer = invitation.customer
    return bool(
        customer.email
        and customer.survey_consent
        and not customer.do_not_contact
        and customer.merged_into_id is None
        and customer.erased_at is None
    )


def _write_letter(invitation: Invitation, *, questions: list[Question], at: datetime) -> None:
    invitation.message = send_invitation(invitation, questions=questions, at=at)
    invitation.save(update_fields=["message"])


def mark_sent() -> int:
    """Note on invitations what the outbox has sent; gives how many."""
    sent = Message.objects.filter(pk=OuterRef("message"), status=MessageStatus.SENT)
    return Invitation.objects.filter(Exists(sent), status=InvitationStatus.PLANNED).update(
        status=InvitationStatus.SENT, sent_at=Subquery(sent.values("sent_at"))
    )


@transaction.atomic
def expire_invitations(*, at: datetime) -> int:
    """Close what was not answered in time, with letters that never left; gives how many."""
    over = Invitation.objects.open().filter(expires_at__lte=at)
    unsent = over.filter(status=InvitationStatus.PLANNED, message__isnull=False)
    outbox.cancel(about=[invitation.about for invitation in unsent])
    return over.update(status=InvitationStatus.EXPIRED)


@transaction.atomic
def cancel_invitations_of_complaint(*, complaint: Complaint, merge: ComplaintMerge | None = None) -> int:
    """A complaint that is open again, or that took in a closed one by a merge, is not asked about."""
    return cancel_planned(Invitation.objects.filter(complaint=complaint), merge=merge)


@transaction.atomic
def follow_confidentiality(*, complaint: Complaint) -> None:
    """A confidential complaint is not asked about, and the letters that were written do not tell of it."""
    invitations = Invitation.objects.filter(complaint=complaint)
    if complaint.is_restricted:
        cancel_planned(invitations)
    letters = [invitation.about for invitation in invitations]
    outbox.set_confidential(about=letters, is_confidential=complaint.is_restricted)


@transaction.atomic
def cancel_invitations_of_customer(*, customer: Customer, merge: CustomerMerge | None = None) -> int:
    """Who wants no surveys gets none that still waits; where a `merge` brought the refusal, until it is undone."""
    return cancel_planned(Invitation.objects.filter(customer__in=customer.record_ids), merge=merge)
