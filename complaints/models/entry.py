from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Submitted
from complaints.enums import ClockKind, EntryKind, PromiseOutcome, RemedyKind, RemedyStatus, RoutingMethod
from complaints.models.complaint import Complaint

# By what a customer hears from us before the answer.
HEARD = (EntryKind.REPLY, EntryKind.PROMISE)


@audited(personal=["body", "old_value", "new_value"])
class Entry(Submitted):
    """One line of a complaint's timeline. It is written once and never changed."""

    complaint = models.ForeignKey(Complaint, models.CASCADE, related_name="entries", verbose_name=_("complaint"))
    kind = models.CharField(_("kind"), max_length=20, choices=EntryKind)
    body = models.TextField(_("text"), max_length=20_000, blank=True)
    old_value = models.CharField(_("before"), max_length=200, blank=True)
    new_value = models.CharField(_("after"), max_length=200, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(_("date and time"), default=timezone.now)

    class Meta:
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline entries")
        ordering = ["created_at", "id"]
        indexes = [
            models.Index("complaint", "created_at", "id", name="entry_of_complaint"),
            models.Index("complaint", "created_at", name="entry_heard", condition=Q(kind__in=HEARD)),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.kind}"

    @property
    def field_name(self) -> str:
        """Which field of the complaint a change of details is about."""
        return str(Complaint._meta.get_field(self.body).verbose_name) if self.kind == EntryKind.EDIT else ""

    @property
    def remedy_name(self) -> str:
        """The kind of remedy that was offered or decided on."""
        return str(dict(RemedyKind.choices).get(self.old_value, self.old_value))

    @property
    def before(self) -> str:
        """The old value in words."""
        return self._in_words(self.old_value)

    @property
    def after(self) -> str:
        """The new value in words."""
        return self._in_words(self.new_value)

    @property
    def clock_name(self) -> str:
        """Which promise an escalation is about."""
        return str(dict(ClockKind.choices).get(self.old_value, self.old_value))

    @property
    def rule_name(self) -> str:
        """The rule by which the machine gave a complaint to somebody, or found nobody; "" when a person did."""
        return self.body.partition("|")[2] if self.kind == EntryKind.ASSIGNMENT and self.author_id is None else ""

    @property
    def method_name(self) -> str:
        """How the rule chose."""
        method = self.body.partition("|")[0]
        return str(dict(RoutingMethod.choices).get(method, "")) if self.rule_name else ""

    @property
    def promised_for(self) -> datetime | None:
        """The date of a promise that was made or moved."""
        if self.kind != EntryKind.PROMISE or self.new_value in PromiseOutcome.values:
            return None
        return datetime.fromisoformat(self.new_value)

    def _in_words(self, value: str) -> str:
        fields = {EntryKind.STATUS: "status", EntryKind.RECEIVED: "channel", EntryKind.EDIT: self.body}
        fields |= {EntryKind.ASSESSMENT: "priority"}
        if self.kind == EntryKind.REMEDY:
            words = {**dict(RemedyStatus.choices), "paid": _("Paid")}
        elif self.kind == EntryKind.PROMISE:
            words = dict(PromiseOutcome.choices)
        elif self.kind in fields:
            words = dict(Complaint._meta.get_field(fields[self.kind]).flatchoices)
        else:
            words = {}
        return str(words.get(value, value))
