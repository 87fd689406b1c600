"""The registry: who our customers are, what they bought, and what was agreed with them."""

from customers.models.activity import ChangedCustomer, CustomerActivity
from customers.models.contact import FollowUp, Interaction
from customers.models.custom_field import CustomChoice, CustomField
from customers.models.customer import Customer, Phone, StandingChange
from customers.models.duplicates import CommonValue, DuplicatePair, DuplicateScan
from customers.models.imports import ImportChange, ImportPreset, ImportRun
from customers.models.life_cycle import LifeCycleChange, LifeCyclePolicy, StageEvidence
from customers.models.merging import CustomerMerge
from customers.models.service import ServiceRelation
from customers.models.standing import StandingPolicy
from customers.models.tag import Tag
from customers.models.transaction import Contract, Transaction
from customers.models.words import NameWord

__all__ = [
    "ChangedCustomer",
    "CommonValue",
    "DuplicatePair",
    "DuplicateScan",
    "Contract",
    "CustomChoice",
    "CustomField",
    "Customer",
    "CustomerActivity",
    "CustomerMerge",
    "FollowUp",
    "ImportChange",
    "ImportPreset",
    "ImportRun",
    "Interaction",
    "LifeCycleChange",
    "LifeCyclePolicy",
    "NameWord",
    "Phone",
    "ServiceRelation",
    "StageEvidence",
    "StandingChange",
    "StandingPolicy",
    "Tag",
    "Transaction",
]
