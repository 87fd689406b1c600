"""What two complaints have to do with each other: related, split off, or the same told twice."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from complaints.enums import LinkKind
from complaints.models.complaint import Complaint

UNDO_WITHIN = timedelta(days=30)


@audited()
class ComplaintLink(models.Model):
    """Two complaints that belong together. Whoever may not know of one of them does not see the link either."""

    lower = models.ForeignKey(Complaint, models.CASCADE, related_name="links_up", verbose_name=_("complaint"))
    higher = models.ForeignKey(Complaint, models.CASCADE, related_name="links_down", verbose_name=_("other complaint"))
    kind = models.CharField(_("kind"), max_length=10, choices=LinkKind, default=LinkKind.RELATED)
    added_at = models.DateTimeField(_("added"))
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("link between complaints")
        verbose_name_plural = _("links between complaints")
        constraints = [
            models.UniqueConstraint("lower", "higher", name="complaints_linked_once"),
            models.CheckConstraint(condition=Q(lower__lt=F("higher")), name="complaint_link_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.lower_id} {self.higher_id}"


@audited()
class ComplaintMerge(models.Model):
    """The same complaint came twice: what hung on the duplicate went over to the survivor, and can come back."""

    duplicate = models.ForeignKey(Complaint, models.CASCADE, related_name="merges", verbose_name=_("duplicate"))
    survivor = models.ForeignKey(Complaint, models.CASCADE, related_name="absorbed", verbose_name=_("survivor"))
    moved = models.JSONField(_("what was moved"), default=dict)  # services.merging writes and reads it
    merged_at = models.DateTimeField(_("merged"))
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(_("taken apart"), null=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("merge of complaints")
        verbose_name_plural = _("merges of complaints")
        constraints = [
            models.UniqueConstraint("duplicate", condition=Q(undone_at__isnull=True), name="complaint_merged_once"),
            models.CheckConstraint(condition=~Q(duplicate=F("survivor")), name="complaint_not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.duplicate_id} → {self.survivor_id}"

    def can_be_undone(self, at: datetime) -> bool:
        return self.undone_at is None and at < self.merged_at + UNDO_WITHIN and "was" in self.moved

    @classmethod
    def duplicates(cls) -> models.QuerySet:
        """Ids of the complaints that went into another."""
        return cls.objects.filter(undone_at=None).values("duplicate_id")

    @classmethod
    def final(cls, complaint: Complaint) -> Complaint:
        """Where a complaint goes on, over however many merges; itself where it was merged into none."""
        while merge := cls.objects.filter(duplicate=complaint, undone_at=None).select_related("survivor").first():
            complaint = merge.survivor
        return complaint
