from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.models.complaint import Complaint
from customers.models import Customer


class DraftQuerySet(models.QuerySet["Draft"]):
    def unsent_of(self, user: User) -> "DraftQuerySet":
        """What this person has begun to write, the newest first; nothing about a complaint they may no longer see."""
        seen = Q(complaint__isnull=True) | Q(complaint__in=Complaint.objects.visible_to(user))
        return self.filter(seen, user=user, sent_at=None).order_by("-saved_at", "-id")


class Draft(models.Model):
    """What somebody has typed into a form and not sent yet.

    `key` is that of the form on one page, so two open pages never write into each other's draft; `revision` counts
    the savings. A sent one stays for a day without its words, so that a saving that arrives late doesn't revive it.
    Nobody but the writer sees a draft. It is no record of the business: no audit trail keeps its words.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("written by"))
    key = models.UUIDField(_("key of the form"))
    place = models.CharField(_("form"), max_length=20)
    complaint = models.ForeignKey(
        Complaint, models.CASCADE, null=True, related_name="drafts", verbose_name=_("complaint")
    )
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="+", verbose_name=_("customer"))
    fields = models.JSONField(_("what was typed"), default=dict)
    revision = models.PositiveIntegerField(_("times saved"), default=1)
    saved_at = models.DateTimeField(_("saved"), default=timezone.now)
    sent_at = models.DateTimeField(_("sent"), null=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [
            models.UniqueConstraint("user", "key", name="draft_of_form_once"),
            models.CheckConstraint(condition=Q(sent_at__isnull=True) | Q(fields={}), name="sent_draft_is_empty"),
        ]
        indexes = [
            models.Index(
                "user", F("saved_at").desc(), F("id").desc(), name="draft_of_user", condition=Q(sent_at__isnull=True)
            ),
            models.Index("saved_at", name="draft_to_purge"),
        ]

    def __str__(self) -> str:
        return f"{self.place} {self.key}"

    @property
    def words(self) -> str:
        """Its longest text, by which one knows it again."""
        texts = [text for values in self.fields.values() for text in values]
        return max(texts, key=len, default="")
