from accounts.models import User
from customers.models import Customer
from customers.permissions import is_open_record


def can_edit_guide(user: User) -> bool:
    """Managers decide what staff are advised."""
    return user.is_manager


def can_mark_character(user: User, customer: Customer) -> bool:
    return user.is_active and is_open_record(customer)
