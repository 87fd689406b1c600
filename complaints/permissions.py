"""Who may do what with a complaint one can see (`Complaint.objects.visible_to` decides that)."""

from accounts.models import User
from complaints.enums import RemedyStatus
from complaints.models import Attachment, Complaint, Improvement, Remedy, RestrictedAccess


def can_own_complaint(user: User, complaint: Complaint) -> bool:
    """Whoever may sign in but the person complained about; a confidential one goes only to people named on it."""
    if not user.is_active or is_about(complaint, user):
        return False
    return not complaint.is_restricted or RestrictedAccess.names(complaint, user)


def is_about(complaint: Complaint, user: User) -> bool:
    """Whether the complaint is about this person: as a user, or as the department member of the same address."""
    if complaint.about_person_id == user.pk:
        return True
    member = complaint.about_member
    return bool(member and member.email and member.email.lower() == user.email.lower())


def can_decide_remedy(user: User, remedy: Remedy) -> bool:
    """Four eyes: a manager, and never one's own proposal."""
    return user.is_manager and remedy.status == RemedyStatus.PROPOSED and remedy.proposed_by_id != user.pk


def can_edit_improvement(user: User, improvement: Improvement) -> bool:
    """Managers, and whoever it was given to."""
    return user.is_manager or improvement.owner_id == user.pk


def can_remove_attachment(user: User, attachment: Attachment, complaint: Complaint) -> bool:
    """Managers, and whoever added the file; what a customer sent as proof is not for the officer to remove."""
    return (user.is_manager or attachment.added_by_id == user.pk) and not is_about(complaint, user)


def can_pay_remedy(user: User, remedy: Remedy) -> bool:
    """Managers note payments of what was granted."""
    return user.is_manager and remedy.is_to_pay
