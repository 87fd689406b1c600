from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from loyalty.models import Membership, StatementLink
from outbox.emails import send_mail
from outbox.models import Message

LINK_LIFETIME = timedelta(days=90)


def statement_url(membership: Membership, *, at: datetime) -> str:
    """A new private address of the member's statement."""
    _link, token = StatementLink.issue(at=at, valid_for=LINK_LIFETIME, membership=membership)
    return settings.SITE_URL + reverse("loyalty:statement", args=[token])


def send_points_statement(membership: Membership, *, at: datetime) -> Message | None:
    """The balance, and a link to every booking."""
    customer = membership.customer
    return send_mail(
        template="loyalty/mail/statement",
        to=customer.email,
        language=customer.language,
        context={
            "membership": membership,
            "customer": customer,
            "programme": membership.programme,
            "url": f"{statement_url(membership, at=at)}?lang={customer.language}",
            "expires_at": at + LINK_LIFETIME,
        },
        about=f"membership:{membership.pk}",
    )
