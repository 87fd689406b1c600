"""The way out: a customer who wants no more surveys."""

from datetime import datetime

from privacy.enums import Channel
from privacy.models import SURVEYS
from privacy.services import record_consent
from surveys.models import UnsubscribeLink


def unsubscribe(*, link: UnsubscribeLink, at: datetime) -> None:
    """Withdraw the consent to surveys; what still waits is cancelled with it. Doing it again changes nothing."""
    customer = link.customer
    if customer.survey_consent or (customer.merged_into and customer.merged_into.survey_consent):
        record_consent(customer=customer, purpose=SURVEYS, given=False, channel=Channel.EMAIL, at=at)
