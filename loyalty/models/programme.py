from datetime import date

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Versioned
from loyalty.enums import Audience, Occasion, ValueKind

POINTS_LIMIT = 1_000_000


class Named(models.Model):
    """A thing with a name in both languages."""

    name_id = models.CharField(_("name in Indonesian"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return self.in_language("name")

    def validate_constraints(self, exclude=None) -> None:
        """Not by forms: services refuse the same in better words, and the database has the last word."""

    def in_language(self, field: str) -> str:
        """The text of a bilingual field in the active language."""
        return getattr(self, f"{field}_{'en' if get_language() == 'en' else 'id'}")


def values_field() -> ArrayField:
    return ArrayField(
        models.CharField(max_length=12, choices=ValueKind), default=list, blank=True, verbose_name=_("values served")
    )


class ProgrammeQuerySet(models.QuerySet["Programme"]):
    def running(self, today: date) -> "ProgrammeQuerySet":
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), is_active=True, starts_on__lte=today)


@audited(exclude=["day_checked_on"])
class Programme(Named, Versioned):
    """A programme to look after customers, which must give five values: money, redemption, aspiration, relevance,
    convenience. Internal programmes are for members of the organisation."""

    description_id = models.TextField(_("description in Indonesian"), max_length=2000, blank=True)
    description_en = models.TextField(_("description in English"), max_length=2000, blank=True)
    audience = models.CharField(_("for"), max_length=10, choices=Audience, default=Audience.EXTERNAL)
    currency_per_point = models.DecimalField(
        _("amount spent for one point"), max_digits=14, decimal_places=2, validators=[MinValueValidator(1)]
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)
    validity_months = models.PositiveSmallIntegerField(
        _("months until points expire"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    enrols_primary = models.BooleanField(_("whoever becomes a primary customer joins by itself"), default=False)
    agent_points_limit = models.PositiveIntegerField(
        _("points staff may redeem at once without a manager"),
        null=True,
        blank=True,
        validators=[MaxValueValidator(POINTS_LIMIT)],
    )
    is_default = models.BooleanField(_("new members and goodwill go here"), default=False)
    is_active = models.BooleanField(_("active"), default=True)
    day_checked_on = models.DateField(_("daily work done for"), null=True, editable=False)

    objects = ProgrammeQuerySet.as_manager()

    class Meta:
        verbose_name = _("loyalty programme")
        verbose_name_plural = _("loyalty programmes")
        ordering = ["audience", "name_id", "id"]
        constraints = [
            models.UniqueConstraint("audience", condition=Q(is_default=True), name="one_default_programme"),
            models.CheckConstraint(condition=Q(currency_per_point__gt=0), name="programme_rate_positive"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="programme_ends_after_start"
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("loyalty:programme_detail", args=[self.pk])

    @property
    def description(self) -> str:
        return self.in_language("description")

    def is_running(self, today: date) -> bool:
        return self.is_active and self.starts_on <= today and (self.ends_on is None or today <= self.ends_on)


@audited()
class Tier(Named, Versioned):
    """A level of membership that sets good customers apart by price cuts or special facilities."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="tiers", verbose_name=_("programme"))
    min_points = models.PositiveIntegerField(
        _("points earned in 12 months"), validators=[MaxValueValidator(POINTS_LIMIT)]
    )
    benefits_id = models.TextField(_("benefits in Indonesian"), max_length=1000, blank=True)
    benefits_en = models.TextField(_("benefits in English"), max_length=1000, blank=True)
    values = values_field()

    class Meta:
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")
        ordering = ["programme", "min_points"]
        constraints = [models.UniqueConstraint("programme", "min_points", name="one_tier_per_threshold")]

    @property
    def benefits(self) -> str:
        return self.in_language("benefits")


@audited()
class Reward(Named, Versioned):
    """What members get for points (hadiah). A stock of None never runs out."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="rewards", verbose_name=_("programme"))
    description_id = models.TextField(_("description in Indonesian"), max_length=1000, blank=True)
    description_en = models.TextField(_("description in English"), max_length=1000, blank=True)
    cost = models.PositiveIntegerField(
        _("cost in points"), validators=[MinValueValidator(1), MaxValueValidator(POINTS_LIMIT)]
    )
    stock = models.PositiveIntegerField(_("stock"), null=True, blank=True, validators=[MaxValueValidator(POINTS_LIMIT)])
    values = values_field()
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("reward")
        verbose_name_plural = _("rewards")
        ordering = ["programme", "cost", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(cost__gt=0), name="reward_cost_positive"),
            models.CheckConstraint(condition=Q(stock__isnull=True) | Q(stock__gte=0), name="reward_stock_not_negative"),
        ]

    @property
    def description(self) -> str:
        return self.in_language("description")

    @property
    def value_names(self) -> list[str]:
        return [str(ValueKind(value).label) for value in self.values]

    @property
    def is_sold_out(self) -> bool:
        return self.stock == 0


@audited()
class SpecialDay(Named, Versioned):
    """A day on which each member gets points: birthday, anniversary, or a date such as National Customer Day."""

    programme = models.ForeignKey(Programme, models.CASCADE, related_name="special_days", verbose_name=_("programme"))
    occasion = models.CharField(_("occasion"), max_length=12, choices=Occasion, default=Occasion.BIRTHDAY)
    month = models.PositiveSmallIntegerField(
        _("month"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    day = models.PositiveSmallIntegerField(
        _("day"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(31)]
    )
    points = models.PositiveIntegerField(
        _("points"), validators=[MinValueValidator(1), MaxValueValidator(POINTS_LIMIT)]
    )
    values = values_field()
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("special day")
        verbose_name_plural = _("special days")
        ordering = ["programme", "month", "day", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(points__gt=0), name="special_day_points_positive"),
            models.CheckConstraint(
                condition=~Q(occasion=Occasion.DATE) | Q(month__range=(1, 12), day__range=(1, 31)),
                name="special_day_has_date",
            ),
        ]

    @property
    def when(self) -> str:
        """The occasion in words; a fixed date as "4 September"."""
        if self.occasion == Occasion.DATE:
            return date_format(date(2000, self.month, self.day), "j F")
        return self.get_occasion_display().lower()
