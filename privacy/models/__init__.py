"""Personal data: what people allowed, what they asked for, who looked, and how long data are kept."""

from privacy.models.access import AccessEntry, Download
from privacy.models.consent import MARKETING, SURVEYS, ConsentEntry, ConsentPurpose, ConsentWording, RefusalToFollow
from privacy.models.policy import PrivacyPolicy

__all__ = [
    "MARKETING",
    "SURVEYS",
    "AccessEntry",
    "ConsentEntry",
    "ConsentPurpose",
    "ConsentWording",
    "Download",
    "PrivacyPolicy",
    "RefusalToFollow",
]
