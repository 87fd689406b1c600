from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from customers.models.customer import Customer

UNDO_WITHIN = timedelta(days=30)


@audited(personal=["taken"])
class CustomerMerge(models.Model):
    """A duplicate was folded into a survivor at a moment; an undone merge stays, with the moment it was undone.

    While `undone_at` is empty, `Customer.merged_into` of the duplicate points at the last survivor of the chain: it
    follows from these rows (`services.merging.settle_merges`) and nothing else is moved. Figures at a cutoff count
    the two as one for `merged_at <= cutoff < undone_at`. So whoever takes merges back undoes them and deletes none.

    `taken` holds what the survivor's own record took over, `{key: [before, after]}` with the keys of
    `customers.record_values`; undoing gives back `before`. It is personal data, emptied when the time for that is over.
    """

    duplicate = models.ForeignKey(Customer, models.PROTECT, related_name="merges", verbose_name=_("duplicate"))
    survivor = models.ForeignKey(Customer, models.PROTECT, related_name="absorbed", verbose_name=_("survivor"))
    taken = models.JSONField(_("taken over"), default=dict, blank=True, editable=False)
    merged_at = models.DateTimeField(_("merged"), default=timezone.now)
    merged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    undone_at = models.DateTimeField(_("undone"), null=True, blank=True)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        ordering = ["-merged_at", "-id"]
        constraints = [
            models.UniqueConstraint("duplicate", condition=Q(undone_at__isnull=True), name="merged_into_one_survivor"),
            models.CheckConstraint(condition=~Q(duplicate=F("survivor")), name="merge_of_two"),
        ]

    def __str__(self) -> str:
        return f"{self.duplicate_id} → {self.survivor_id}"

    @property
    def undo_until(self) -> datetime:
        return self.merged_at + UNDO_WITHIN

    @property
    def can_be_undone(self) -> bool:
        return self.undone_at is None and timezone.now() <= self.undo_until
