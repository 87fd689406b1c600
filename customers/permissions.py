from accounts.models import User
from customers.models import Customer, StageEvidence


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
