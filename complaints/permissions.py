"""Who may do what with a complaint one can see (`Complaint.objects.visible_to` decides that)."""

from accounts.models import User
from complaints.enums import RemedyStatus
from complaints.models import Complaint, Remedy, RestrictedAccess


def can_own_complaint(user: User, complaint: Complaint) -> bool:
    """Whoever may sign in; a confidential complaint goes only to people named on it."""
    return user.is_active and (not complaint.is_restricted or RestrictedAccess.names(complaint, user))


def can_decide_remedy(user: User, remedy: Remedy) -> bool:
    """Four eyes: a manager, and never one's own proposal."""
    return user.is_manager and remedy.status == RemedyStatus.PROPOSED and remedy.proposed_by_id != user.pk
