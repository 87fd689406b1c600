import secrets
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from common.models import PersonalLink
from common.tokens import token_hash
from complaints.models.complaint import Complaint


class TrackingLink(PersonalLink):
    """The customer's private way to a complaint. Each e-mail carries one of its own."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="tracking_links")

    class Meta:
        verbose_name = _("tracking link")
        verbose_name_plural = _("tracking links")

    def __str__(self) -> str:
        return f"{self.complaint_id}"


class ReplyToken(PersonalLink):
    """What stands behind the plus in the address that an e-mail of ours asks to be answered to.

    Mail servers may change capitals in addresses, so it is written in hexadecimal figures.
    """

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="reply_tokens")

    class Meta:
        verbose_name = _("reply token")
        verbose_name_plural = _("reply tokens")

    def __str__(self) -> str:
        return f"{self.complaint_id}"

    @classmethod
    def issue_for(cls, complaint: Complaint, *, at: datetime, valid_for: timedelta) -> str:
        """A new token for one e-mail; it can't be read again later."""
        token = secrets.token_hex(20)
        cls.objects.create(
            token_hash=token_hash(token), created_at=at, expires_at=at + valid_for, complaint=complaint
        )  # fmt: skip
        return token
