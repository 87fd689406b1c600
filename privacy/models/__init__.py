"""Personal data: what people allowed, what they asked for, who looked, and how long data are kept."""

from privacy.models.access import AccessEntry, Download
from privacy.models.breach import Breach, BreachPerson
from privacy.models.consent import MARKETING, SURVEYS, ConsentEntry, ConsentPurpose, ConsentWording, RefusalToFollow
from privacy.models.period import RetentionHold, RetentionRun
from privacy.models.policy import PrivacyPolicy
from privacy.models.request import DataRequest, Erasure, RequestCounter, RequestStep, Restriction

__all__ = [
    "MARKETING",
    "SURVEYS",
    "AccessEntry",
    "Breach",
    "BreachPerson",
    "ConsentEntry",
    "ConsentPurpose",
    "ConsentWording",
    "DataRequest",
    "Download",
    "Erasure",
    "PrivacyPolicy",
    "RefusalToFollow",
    "RequestCounter",
    "RequestStep",
    "Restriction",
    "RetentionHold",
    "RetentionRun",
]
