from datetime import date

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Versioned


class ServiceRelationQuerySet(models.QuerySet["ServiceRelation"]):
    def in_force(self, day: date) -> "ServiceRelationQuerySet":
        return self.filter(
            Q(starts_on__isnull=True) | Q(starts_on__lte=day), Q(ends_on__isnull=True) | Q(ends_on__gte=day)
        )


@audited()
class ServiceRelation(Versioned):
    """A department serves another with something: the consuming department is its internal customer (seed 002).

    `contact` answers for it on the serving side; `agreed` says what was promised, `target_days` within how many
    working days.
    """

    provider = models.ForeignKey(
        "accounts.Department", models.CASCADE, related_name="services_given", verbose_name=_("serving department")
    )
    consumer = models.ForeignKey(
        "accounts.Department", models.CASCADE, related_name="services_received", verbose_name=_("served department")
    )
    service = models.CharField(_("service"), max_length=120)
    contact = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("contact person"),
    )
    agreed = models.CharField(_("agreed service level"), max_length=300, blank=True)
    target_days = models.PositiveSmallIntegerField(
        _("working days it may take"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(365)]
    )
    starts_on = models.DateField(_("from"), null=True, blank=True)
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = ServiceRelationQuerySet.as_manager()

    class Meta:
        verbose_name = _("service relation")
        verbose_name_plural = _("service relations")
        ordering = ["provider__name", "consumer__name", "service", "id"]
        constraints = [
            models.UniqueConstraint(
                "provider",
                "consumer",
                "service",
                condition=Q(ends_on__isnull=True),
                name="service_relation_once_at_a_time",
            ),
            models.CheckConstraint(condition=~Q(provider=F("consumer")), name="service_relation_between_two"),
            models.CheckConstraint(
                condition=Q(starts_on__isnull=True) | Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")),
                name="service_relation_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} → {self.consumer}: {self.service}"
