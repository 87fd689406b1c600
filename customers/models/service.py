from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from common.audit import audited


@audited()
class ServiceRelation(models.Model):
    """A department serves another with something: the consuming department is its internal customer."""

    provider = models.ForeignKey(
        "accounts.Department", models.CASCADE, related_name="services_given", verbose_name=_("serving department")
    )
    consumer = models.ForeignKey(
        "accounts.Department", models.CASCADE, related_name="services_received", verbose_name=_("served department")
    )
    service = models.CharField(_("service"), max_length=120)

    class Meta:
        verbose_name = _("service relation")
        verbose_name_plural = _("service relations")
        ordering = ["provider__name", "consumer__name", "service"]
        constraints = [
            models.UniqueConstraint("provider", "consumer", "service", name="service_relation_once"),
            models.CheckConstraint(condition=~Q(provider=F("consumer")), name="service_relation_between_two"),
        ]

    def __str__(self) -> str:
        return f"{self.provider} → {self.consumer}: {self.service}"
