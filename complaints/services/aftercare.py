"""Asking again some days after a solution whether it held: planned when a complaint ends, taken back when it goes on.

The tasks are follow-ups, so they stand on the owner's list, remind and escalate like all others. All staff read those,
so they do not name the complaint, and a confidential one gets none.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, NotAllowed
from complaints.enums import CareOutcome, Decision, Status, Verdict
from complaints.models import AfterCare, CarePolicy, Complaint
from customers import services as customers
from customers.forms.fields import due_on
from customers.models import FollowUp

# Who has two complaints solved at about the same time is asked once.
NEAR = timedelta(days=7)


@transaction.atomic
def plan_after_care(*, complaint: Complaint, at: datetime) -> list[AfterCare]:
    """Plan the contacts of the policy after a solved complaint; gives those that are new.

    Nobody is asked who refused contact or our answer, and nobody twice about the same time.
    """
    policy, customer = CarePolicy.load(), complaint.customer.merged_into or complaint.customer
    if not policy.asks_again or not _is_solved(complaint) or complaint.is_restricted or customer.do_not_contact:
        return []
    planned = []
    for days in (policy.first_days, policy.second_days):
        due_at = due_on(timezone.localdate(complaint.resolved_at) + timedelta(days=days))
        known = AfterCare.objects.filter(complaint=complaint, round=complaint.reopened_count, days=days)
        if not known.exists() and not _is_asked_near(customer.pk, due_at):
            planned += _plan(complaint, days, max(due_at, at + timedelta(days=1)), at)
    return planned


def _is_solved(complaint: Complaint) -> bool:
    """Closed after an answer that the customer accepted or said nothing against."""
    is_refused = complaint.verdict == Verdict.REFUSED or complaint.decision == Decision.REFUSED
    return complaint.status == Status.CLOSED and complaint.resolved_at is not None and not is_refused


def _is_asked_near(customer_id: int, due_at: datetime) -> bool:
    open_ones = FollowUp.objects.open().filter(customer=customer_id, after_care__isnull=False)
    return open_ones.filter(due_at__gte=due_at - NEAR, due_at__lte=due_at + NEAR).exists()


def _plan(complaint: Complaint, days: int, due_at: datetime, at: datetime) -> list[AfterCare]:
    owner = complaint.owner if complaint.owner and complaint.owner.is_active else None
    care = AfterCare.objects.create(complaint=complaint, round=complaint.reopened_count, days=days)
    with translation.override((owner and owner.language) or settings.LANGUAGE_CODE):
        task = _("Ask whether what we solved has stayed solved")
    try:
        with transaction.atomic():
            care.follow_up = customers.add_follow_up(
                customer=complaint.customer, owner=owner, task=task, due_at=due_at, at=at,
                url=reverse("complaints:after_care", args=[care.pk]), source_key=f"after-care:{care.pk}",
            )  # fmt: skip
    except AppError:
        # A record that is closed or erased is left in peace.
        care.delete()
        return []
    care.save(update_fields=["follow_up"])
    return [care]


@transaction.atomic
def take_back_after_care(*, complaint: Complaint) -> int:
    """It was not the end, or nobody may know of it: nobody asks any more. Gives how many contacts were taken back."""
    waiting = list(complaint.after_care.filter(outcome="").select_related("follow_up"))
    undone = [care for care in waiting if care.follow_up is None or care.follow_up.done_at is None]
    tasks = [care.follow_up_id for care in undone if care.follow_up_id]
    AfterCare.objects.filter(pk__in=[care.pk for care in undone]).delete()
    customers.withdraw_follow_ups(pks=tasks)
    return len(undone)


@transaction.atomic
def note_after_care(*, care: AfterCare, outcome: str, at: datetime, by: User, note: str = "") -> AfterCare:
    """What came of asking; the task is done with it. Noted once: a colleague who called too finds out."""
    row = AfterCare.objects.select_for_update(of=("self",)).select_related("follow_up").get(pk=care.pk)
    if row.noted_at is not None:
        raise NotAllowed(_("What came of this contact is noted already."))
    row.outcome, row.note, row.noted_at, row.noted_by = outcome, note, at, by
    row.save(update_fields=["outcome", "note", "noted_at", "noted_by"])
    if row.follow_up and row.follow_up.done_at is None:
        # All staff read the task, so it gets the plain outcome and not what the customer said.
        customers.complete_follow_up(follow_up=row.follow_up, outcome=str(CareOutcome(outcome).label), at=at, by=by)
    return row
