"""The registry: who our customers are, what they bought, and what was agreed with them."""

from customers.models.activity import ChangedCustomer, CustomerActivity
from customers.models.contact import FollowUp, FollowUpPolicy, Interaction
from customers.models.custom_field import CustomChoice, CustomField
from customers.models.customer import Customer, Phone, StandingChange
from customers.models.duplicates import CommonValue, DuplicatePair, DuplicateScan
from customers.models.imports import ImportChange, ImportPreset, ImportRun
from customers.models.intimacy import CustomerLink, Need, SpecialDay
from customers.models.life_cycle import LifeCycleChange, LifeCyclePolicy, StageEvidence
from customers.models.merging import CustomerMerge
from customers.models.payment import DueDateChange, Payment
from customers.models.service import ServiceRelation
from customers.models.standing import StandingPolicy
from customers.models.tag import Tag
from customers.models.transaction import Contract, Transaction
from customers.models.words import NameWord

__all__ = [
    "ChangedCustomer",
    "CommonValue",
    "Contract",
    "CustomChoice",
    "CustomField",
    "Customer",
    "CustomerActivity",
    "CustomerLink",
    "CustomerMerge",
    "DueDateChange",
    "DuplicatePair",
    "DuplicateScan",
    "FollowUp",
    "FollowUpPolicy",
    "ImportChange",
    "ImportPreset",
    "ImportRun",
    "Interaction",
    "LifeCycleChange",
    "LifeCyclePolicy",
    "NameWord",
    "Need",
    "Payment",
    "Phone",
    "ServiceRelation",
    "SpecialDay",
    "StageEvidence",
    "StandingChange",
    "StandingPolicy",
    "Tag",
    "Transaction",
]
