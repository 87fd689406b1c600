"""The registry: who our customers are, what they bought, and what was agreed with them."""

from customers.models.contact import FollowUp, FollowUpPolicy, Interaction
from customers.models.customer import Customer, CustomerMerge, Phone, StandingChange
from customers.models.imports import ImportRun
from customers.models.intimacy import CustomerLink, Need, SpecialDay
from customers.models.payment import DueDateChange, Payment
from customers.models.service import ServiceRelation
from customers.models.standing import StandingPolicy
from customers.models.transaction import Contract, Transaction

__all__ = [
    "Contract",
    "Customer",
    "CustomerLink",
    "CustomerMerge",
    "DueDateChange",
    "FollowUp",
    "FollowUpPolicy",
    "ImportRun",
    "Interaction",
    "Need",
    "Payment",
    "Phone",
    "ServiceRelation",
    "SpecialDay",
    "StandingChange",
    "StandingPolicy",
    "Transaction",
]
