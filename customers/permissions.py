from datetime import datetime

from accounts.models import User
from customers.models import Customer, Interaction, StageEvidence


def can_edit_customer(user: User, customer: Customer) -> bool:
    """Every member of staff keeps the registry; a folded or erased record is closed to changes."""
    return user.is_active and is_open_record(customer)


def is_open_record(customer: Customer) -> bool:
    return customer.merged_into_id is None and customer.erased_at is None


def can_set_standing(user: User) -> bool:
    """A standing brings rewards, so managers decide where the policy is overruled."""
    return user.is_manager


def can_remove_evidence(user: User, evidence: StageEvidence) -> bool:
    """A slip is taken back by who made it, anything else by a manager."""
    return user.is_manager or evidence.recorded_by_id == user.pk


def can_edit_departments(user: User) -> bool:
    return user.is_manager


def can_correct_interaction(user: User, interaction: Interaction, at: datetime) -> bool:
    """Who noted it, while the memory is fresh; later it is part of the history."""
    return interaction.user_id == user.pk and interaction.is_open_to_correction(at)


def can_see_all_follow_ups(user: User) -> bool:
    """What everybody has promised is for those who answer for it; one's own and what one planned is for everyone."""
    return user.is_manager


def can_waive_payment(user: User) -> bool:
    """To ask for less than was agreed is a gift of the house."""
    return user.is_manager


def can_see_due_payments(user: User) -> bool:
    return user.is_manager
