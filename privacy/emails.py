"""Messages about requests and breaches: to the people concerned, and to those who answer."""

from django.conf import settings

from accounts.models import User
from customers.models import Customer
from outbox.emails import send_mail
from outbox.models import Message
from privacy.models import Breach, DataRequest


def send_receipt(request: DataRequest) -> Message | None:
    """We have your request, this is its number, and this is when you hear from us."""
    customer = request.customer
    if customer is None:
        return None
    return send_mail(
        template="privacy/mail/receipt",
        to=customer.email,
        language=customer.language,
        context={"customer": customer, "request": request},
        about=f"data-request:{request.pk}",
        dedupe_key=f"data-request-receipt:{request.pk}",
    )


def send_reminder(request: DataRequest, handler: User, *, level: int) -> Message | None:
    """So much of the time of this request is over. It names nobody: the request's page does."""
    return send_mail(
        template="privacy/mail/reminder",
        to=handler.email,
        language=handler.language or settings.LANGUAGE_CODE,
        context={"request": request, "level": level, "url": settings.SITE_URL + request.get_absolute_url()},
        about=f"data-request:{request.pk}",
        dedupe_key=f"data-request-reminder:{request.pk}:{level}:{handler.pk}",
    )


def send_breach_letter(breach: Breach, customer: Customer) -> Message | None:
    """Which of your data, what happened, what we did, what you can do (UU PDP 27/2022, article 46). Once to each."""
    return send_mail(
        template="privacy/mail/breach",
        to=customer.email,
        language=customer.language,
        context={"breach": breach, "customer": customer},
        about=f"breach:{breach.pk}",
        dedupe_key=f"breach:{breach.pk}:{customer.pk}",
    )
