"""Records that may be the same customer, found by a scan at night, and what the scan needs to remember."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from customers.enums import DuplicateReason, MatchKind, PairStatus
from customers.models.customer import Customer


class DuplicatePairQuerySet(models.QuerySet["DuplicatePair"]):
    def open(self) -> "DuplicatePairQuerySet":
        return self.filter(status=PairStatus.OPEN)

    def of(self, customer: Customer) -> "DuplicatePairQuerySet":
        return self.filter(Q(lower=customer.pk) | Q(higher=customer.pk))


class DuplicatePair(models.Model):
    """Two current records that look like one customer, with the reasons and how sure they make it (0 to 100).

    A pair that somebody called not the same stays so until one of the two changes in what is compared; the prints are
    what both said then.
    """

    lower = models.ForeignKey(Customer, models.CASCADE, related_name="+", verbose_name=_("first record"))
    higher = models.ForeignKey(Customer, models.CASCADE, related_name="+", verbose_name=_("second record"))
    score = models.PositiveSmallIntegerField(_("likeness"))
    reasons = ArrayField(
        models.CharField(max_length=12, choices=DuplicateReason), default=list, verbose_name=_("reasons")
    )
    status = models.CharField(_("status"), max_length=10, choices=PairStatus, default=PairStatus.OPEN)
    found_at = models.DateTimeField(_("found"), default=timezone.now)
    seen_at = models.DateTimeField(_("last seen by a scan"), default=timezone.now)
    decided_at = models.DateTimeField(_("decided"), null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    lower_print = models.BigIntegerField(default=0, editable=False)
    higher_print = models.BigIntegerField(default=0, editable=False)

    objects = DuplicatePairQuerySet.as_manager()

    class Meta:
        verbose_name = _("pair of possible duplicates")
        verbose_name_plural = _("pairs of possible duplicates")
        ordering = ["-score", "-id"]
        indexes = [
            models.Index(F("score").desc(), F("id").desc(), name="pair_open_best", condition=Q(status="open")),
            models.Index(F("decided_at").desc(), F("id").desc(), name="pair_decided", condition=Q(status="dismissed")),
        ]
        constraints = [
            models.UniqueConstraint("lower", "higher", name="pair_once"),
            models.CheckConstraint(condition=Q(lower__lt=F("higher")), name="pair_in_order"),
            models.CheckConstraint(condition=Q(score__lte=100), name="pair_score_to_100"),
        ]

    def __str__(self) -> str:
        return f"{self.lower_id} ~ {self.higher_id} ({self.score})"

    @property
    def reason_labels(self) -> list[str]:
        return [str(DuplicateReason(reason).label) for reason in self.reasons]


class DuplicateScan(models.Model):
    """One search for duplicates: of the whole registry, or of what changed since the one before."""

    is_full = models.BooleanField(_("whole registry"), default=True)
    started_at = models.DateTimeField(_("started"))
    finished_at = models.DateTimeField(_("finished"), null=True)
    records = models.PositiveIntegerField(_("records looked at"), default=0)
    compared = models.PositiveBigIntegerField(_("pairs compared"), default=0)
    found = models.PositiveIntegerField(_("pairs found"), default=0)

    class Meta:
        verbose_name = _("search for duplicates")
        verbose_name_plural = _("searches for duplicates")
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d}"


class CommonValue(models.Model):
    """A value that too many records share to tell anything, such as the number of a switchboard; not compared."""

    kind = models.PositiveSmallIntegerField(_("kind"), choices=MatchKind)
    value = models.CharField(_("value"), max_length=400)
    records = models.PositiveIntegerField(_("records"))

    class Meta:
        verbose_name = _("value shared by too many")
        verbose_name_plural = _("values shared by too many")
        ordering = ["-records", "id"]
        constraints = [models.UniqueConstraint("kind", "value", name="common_value_once")]

    def __str__(self) -> str:
        return self.value
