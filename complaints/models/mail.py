from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.audit import audited
from complaints.enums import HoldReason, MailOutcome
from complaints.models.complaint import Complaint
from complaints.models.entry import Entry


class Mailbox(models.Model):
    """A mailbox that we read, and how that went the last time."""

    account = models.CharField(_("mailbox"), max_length=400, unique=True)
    since = models.DateField(_("read since"))
    read_at = models.DateTimeField(_("last read"), null=True)
    failed_at = models.DateTimeField(_("last failure"), null=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("mailbox")
        verbose_name_plural = _("mailboxes")

    def __str__(self) -> str:
        return self.account

    @property
    def is_failing(self) -> bool:
        return self.failed_at is not None and (self.read_at is None or self.failed_at > self.read_at)

    @property
    def has_bad_certificate(self) -> bool:
        """Whether the server was left because nobody we trust vouches for it, or not under this name."""
        return self.is_failing and self.last_error.startswith("SSLCertVerificationError")


class IncomingMailQuerySet(models.QuerySet["IncomingMail"]):
    def held_for(self, user: User) -> "IncomingMailQuerySet":
        """What waits for a decision, without what belongs to confidential complaints of others."""
        return self.filter(outcome=MailOutcome.HELD).exclude(complaint__in=Complaint.objects.hidden_from(user))


@audited(exclude=["text", "html", "attempts"], personal=["sender_name", "sender_email", "subject", "message_id", "raw"])
class IncomingMail(models.Model):
    """One message from a mailbox: taken once, whatever dies meanwhile, and never lost.

    It is stored first and understood afterwards. `raw` is the message as it came, a private file that is kept for a
    while; `text` and `html` are the whole of what it says, also what the timeline leaves out.
    """

    mailbox = models.ForeignKey(Mailbox, models.PROTECT, related_name="mails", verbose_name=_("mailbox"))
    uid_validity = models.BigIntegerField(editable=False)
    uid = models.BigIntegerField(editable=False)
    digest = models.CharField(max_length=64, unique=True, editable=False)
    message_id = models.CharField("Message-ID", max_length=400, blank=True, db_index=False)
    sender_name = models.CharField(_("name of the sender"), max_length=200, blank=True)
    sender_email = models.CharField(_("sender"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=300, blank=True)
    size = models.PositiveIntegerField(_("size in bytes"), default=0)
    raw = models.CharField(max_length=64, blank=True, editable=False)
    text = models.TextField(_("text"), blank=True)
    html = models.TextField(_("formatted text"), blank=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=MailOutcome, default=MailOutcome.WAITING)
    reason = models.CharField(_("reason"), max_length=12, choices=HoldReason, blank=True)
    remark = models.CharField(_("remark"), max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, editable=False)
    complaint = models.ForeignKey(Complaint, models.CASCADE, null=True, related_name="mails")
    entry = models.OneToOneField(Entry, models.CASCADE, null=True, related_name="mail")
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    handled_at = models.DateTimeField(_("handled"), null=True)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = IncomingMailQuerySet.as_manager()

    class Meta:
        verbose_name = _("incoming e-mail")
        verbose_name_plural = _("incoming e-mails")
        ordering = ["-received_at", "-id"]
        indexes = [
            models.Index("id", name="mail_waiting", condition=Q(outcome="waiting")),
            models.Index(F("received_at").desc(), F("id").desc(), name="mail_held", condition=Q(outcome="held")),
            models.Index("sender_email", "received_at", name="mail_of_sender"),
            models.Index("handled_at", name="mail_with_file", condition=~Q(raw="")),
        ]
        constraints = [
            models.UniqueConstraint("mailbox", "uid_validity", "uid", name="mail_taken_once"),
            models.CheckConstraint(condition=~Q(outcome="held") | ~Q(reason=""), name="held_mail_has_reason"),
            models.CheckConstraint(
                condition=~Q(outcome__in=["complaint", "reply"]) | Q(complaint__isnull=False),
                name="taken_mail_has_complaint",
            ),
        ]

    def __str__(self) -> str:
        return self.subject or self.sender_email

    @property
    def is_folded(self) -> bool:
        """Whether it says more than the timeline shows."""
        shown = self.entry.body if self.entry else ""
        return bool(self.html) or len(self.text.strip()) > len(shown.strip())
