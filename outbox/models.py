"""Every e-mail that leaves the house is a row here first."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from outbox.enums import Status


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, at) -> "MessageQuerySet":
        """To be sent now: waiting and its time has come, or claimed by a worker whose lease has run out."""
        return self.filter(
            Q(status=Status.PENDING, next_attempt_at__lte=at) | Q(status=Status.SENDING, claimed_until__lt=at)
        )

    def listed(self) -> "MessageQuerySet":
        """What staff may see: confidential ones would betray that their case exists."""
        return self.filter(is_confidential=False)

    def about(self, subject: str) -> "MessageQuerySet":
        return self.filter(subject_key=subject)


class Message(models.Model):
    """One e-mail to one person. A worker claims it for a while, hands it to the mail server and notes the result.

    The body may hold personal links, so it is encrypted at rest and wiped once the mail server has accepted it.
    """

    purpose = models.CharField(_("purpose"), max_length=60)
    subject_key = models.CharField(_("about"), max_length=60, blank=True)  # e.g. "complaint:12"
    dedupe_key = models.CharField(_("sent only once for"), max_length=120, unique=True, null=True, blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=200, unique=True)
    from_email = models.CharField(_("sender"), max_length=320)
    to_email = models.CharField(_("to"), max_length=320)
    cc = ArrayField(models.CharField(max_length=320), default=list, blank=True)
    language = models.CharField(_("language"), max_length=5, blank=True)
    is_confidential = models.BooleanField(_("confidential"), default=False)
    subject = models.CharField(_("subject"), max_length=300)
    sealed = models.BinaryField(_("sealed content"), null=True, editable=False)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.PENDING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_attempt_at = models.DateTimeField(_("next attempt"), default=timezone.now)
    claimed_by = models.UUIDField(_("claimed by"), null=True, editable=False)
    claimed_until = models.DateTimeField(_("claimed until"), null=True, editable=False)
    last_error = models.CharField(_("last error"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("written"), default=timezone.now, editable=False)
    sent_at = models.DateTimeField(_("sent"), null=True, editable=False)
    bounced_at = models.DateTimeField(_("came back"), null=True, editable=False)
    bounce_reason = models.CharField(_("why it came back"), max_length=300, blank=True, db_default="", editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index("next_attempt_at", "id", name="message_pending", condition=Q(status="pending")),
            models.Index("claimed_until", name="message_claimed", condition=Q(status="sending")),
            models.Index("status", models.F("created_at").desc(), models.F("id").desc(), name="message_by_status"),
            models.Index(models.F("created_at").desc(), models.F("id").desc(), name="message_newest"),
            models.Index("subject_key", name="message_about", condition=~Q(subject_key="")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="sending") | Q(claimed_by__isnull=False, claimed_until__isnull=False),
                name="message_claimed_by_someone",
            ),
            models.CheckConstraint(
                condition=~Q(status="sent") | Q(sent_at__isnull=False, sealed__isnull=True),
                name="message_sent_is_wiped",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} → {self.to_email}"
