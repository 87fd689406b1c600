"""The registry: who our customers are, what they bought, and what was agreed with them."""

from customers.models.contact import FollowUp, Interaction
from customers.models.custom_field import CustomChoice, CustomField
from customers.models.customer import Customer, CustomerMerge, Phone, StandingChange
from customers.models.imports import ImportChange, ImportPreset, ImportRun
from customers.models.service import ServiceRelation
from customers.models.standing import StandingPolicy
from customers.models.transaction import Contract, Transaction

__all__ = [
    "Contract",
    "CustomChoice",
    "CustomField",
    "Customer",
    "CustomerMerge",
    "FollowUp",
    "ImportChange",
    "ImportPreset",
    "ImportRun",
    "Interaction",
    "Phone",
    "ServiceRelation",
    "StandingChange",
    "StandingPolicy",
    "Transaction",
]
