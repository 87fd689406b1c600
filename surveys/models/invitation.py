from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.models import User
from common.audit import audited
from common.models import PersonalLink, Submitted
from complaints.models import Complaint, ComplaintMerge
from customers.models import Customer, CustomerMerge
from surveys.enums import OPEN_STATUSES, InvitationStatus, Mode
from surveys.models.survey import Survey


@audited()
class Wave(Submitted):
    """One sending of a survey to a chosen group, by hand. A paused wave writes no further letters."""

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="waves", verbose_name=_("survey"))
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    planned_at = models.DateTimeField(_("planned"), default=timezone.now)
    send_at = models.DateTimeField(_("to be sent"))
    paused_at = models.DateTimeField(_("paused"), null=True, blank=True)
    segment = models.CharField(_("group"), max_length=300, blank=True)
    invited = models.PositiveIntegerField(_("invited"), default=0)
    excluded = models.JSONField(_("left out"), default=dict)

    class Meta:
        verbose_name = _("wave")
        verbose_name_plural = _("waves")
        ordering = ["-planned_at", "-id"]
        indexes = [models.Index("survey", F("planned_at").desc(), F("id").desc(), name="wave_of_survey")]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.planned_at:%Y-%m-%d}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def visible_to(self, user: User) -> "InvitationQuerySet":
        """Without those that would betray a confidential complaint."""
        return self.exclude(complaint__in=Complaint.objects.hidden_from(user))

    def open(self) -> "InvitationQuerySet":
        return self.filter(status__in=OPEN_STATUSES)

    def to_call(self, at) -> "InvitationQuerySet":
        """Waiting for staff to ring up or to key in a returned sheet."""
        return self.filter(status=InvitationStatus.PLANNED, send_at__lte=at).exclude(mode=Mode.EMAIL)


class Invitation(models.Model):
    """One customer asked once: after one closing of a complaint, after one purchase, or in one wave.

    E-mail is planned, then sent when the mail server has taken the letter. Phone and post stay planned until staff
    key in the answers. `send_at` is when to send or to call.
    """

    survey = models.ForeignKey(Survey, models.PROTECT, related_name="invitations", verbose_name=_("survey"))
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="survey_invitations", verbose_name=_("customer")
    )
    complaint = models.ForeignKey(
        Complaint,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="survey_invitations",
        verbose_name=_("complaint"),
    )
    round = models.PositiveSmallIntegerField(_("closing"), default=1)  # the complaint's how many-th closing
    purchase = models.ForeignKey(
        "customers.Transaction",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="survey_invitations",
        verbose_name=_("purchase"),
    )
    wave = models.ForeignKey(
        Wave, models.PROTECT, null=True, blank=True, related_name="invitations", verbose_name=_("wave")
    )
    mode = models.CharField(_("by"), max_length=10, choices=Mode, default=Mode.EMAIL)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.INDONESIAN)
    status = models.CharField(_("status"), max_length=10, choices=InvitationStatus, default=InvitationStatus.PLANNED)
    created_at = models.DateTimeField(_("planned"), default=timezone.now, editable=False)
    send_at = models.DateTimeField(_("to be sent"))
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)
    expires_at = models.DateTimeField(_("expires"))
    calls = models.PositiveSmallIntegerField(_("calls made"), default=0)
    message = models.OneToOneField(
        "outbox.Message", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("message")
    )
    # The merge by which the customer took over a refusal of surveys; taking it back plans the invitation again.
    cancelled_by_merge = models.ForeignKey(
        CustomerMerge, models.SET_NULL, null=True, blank=True, editable=False, related_name="+", db_index=False
    )
    # The merge of the complaint into one that is still open; taken apart, its end is asked about again.
    cancelled_by_complaint_merge = models.ForeignKey(
        ComplaintMerge, models.SET_NULL, null=True, blank=True, editable=False, related_name="+", db_index=False
    )

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-created_at", "-id"]
        indexes = [
            models.Index("survey", F("created_at").desc(), F("id").desc(), name="invitation_of_survey"),
            models.Index("survey", "status", "mode", name="invitation_counts"),
            models.Index("customer", F("created_at").desc(), F("id").desc(), name="invitation_of_customer"),
            models.Index("send_at", "id", name="invitation_to_call", condition=Q(status="planned") & ~Q(mode="email")),
            models.Index("send_at", "id", name="invitation_to_mail", condition=Q(status="planned", mode="email")),
            models.Index(
                "cancelled_by_merge", name="invitation_by_merge", condition=Q(cancelled_by_merge__isnull=False)
            ),
            models.Index(
                "cancelled_by_complaint_merge",
                name="invitation_by_case_merge",
                condition=Q(cancelled_by_complaint_merge__isnull=False),
            ),
            models.Index("expires_at", "id", name="invitation_to_expire", condition=Q(status__in=["planned", "sent"])),
        ]
        constraints = [
            models.UniqueConstraint("survey", "complaint", "round", name="invited_once_per_closing"),
            models.UniqueConstraint("survey", "purchase", name="invited_once_per_purchase"),
            models.UniqueConstraint("wave", "customer", name="invited_once_per_wave"),
            models.CheckConstraint(
                condition=~Q(status="sent") | Q(sent_at__isnull=False), name="sent_invitation_has_moment"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} → {self.customer_id}"

    @property
    def about(self) -> str:
        """How the outbox calls this invitation."""
        return f"invitation:{self.pk}"

    def is_open(self, at) -> bool:
        return self.status in OPEN_STATUSES and at < self.expires_at


class InvitationLink(PersonalLink):
    """The private way to one questionnaire."""

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="links")

    class Meta:
        verbose_name = _("survey link")
        verbose_name_plural = _("survey links")

    def __str__(self) -> str:
        return f"{self.invitation_id}"


class UnsubscribeLink(PersonalLink):
    """The private way out: no more surveys for this customer. It opens nothing else."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="unsubscribe_links")

    class Meta:
        verbose_name = _("unsubscribe link")
        verbose_name_plural = _("unsubscribe links")

    def __str__(self) -> str:
        return f"{self.customer_id}"
