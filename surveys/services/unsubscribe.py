"""The way out: a customer who wants no more surveys."""

from datetime import datetime

from customers import services as customers
from surveys.models import UnsubscribeLink


def unsubscribe(*, link: UnsubscribeLink, at: datetime) -> None:
    """Withdraw the consent to surveys; what still waits is cancelled with it. Doing it again changes nothing."""
    customers.withdraw_survey_consent(customer=link.customer, at=at)
