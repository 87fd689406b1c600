"""Who looked at whose data, and who took lists and files out of the house."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from customers.models import Customer
from privacy.enums import AccessKind


class AccessEntry(models.Model):
    """A member of staff looked at a customer's record: one line per person, record and way within ten minutes."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+", db_index=False, verbose_name=_("who")
    )
    # A customer who came by a file that was taken back is gone; the line stays.
    customer = models.ForeignKey(
        Customer,
        models.DO_NOTHING,
        related_name="+",
        db_constraint=False,
        db_index=False,
        verbose_name=_("customer"),
    )
    kind = models.CharField(_("how"), max_length=10, choices=AccessKind)
    record_id = models.BigIntegerField(_("record"), default=0)  # of the complaint, where it was one
    slot = models.PositiveIntegerField(editable=False)  # which ten minutes
    at = models.DateTimeField(_("date and time"))
    is_watched = models.BooleanField(_("watched record"), default=False)

    class Meta:
        verbose_name = _("look at a record")
        verbose_name_plural = _("looks at records")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index("customer", F("at").desc(), F("id").desc(), name="access_of_customer"),
            models.Index("user", F("at").desc(), F("id").desc(), name="access_by_user"),
            models.Index(F("at").desc(), F("id").desc(), name="access_newest"),
            models.Index(F("at").desc(), F("id").desc(), name="access_watched", condition=Q(is_watched=True)),
        ]
        constraints = [
            models.UniqueConstraint("user", "customer", "kind", "record_id", "slot", name="access_once_in_ten_minutes")
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.customer_id} {self.kind}"


class Download(models.Model):
    """A list or a file left the house: who took it, from which page, narrowed by what."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, related_name="+", db_index=False, verbose_name=_("who")
    )
    at = models.DateTimeField(_("date and time"))
    view = models.CharField(_("page"), max_length=100)
    filename = models.CharField(_("file"), max_length=200)
    # Names of filters only: what was typed into them may be somebody's name.
    filters = models.CharField(_("narrowed by"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("download")
        verbose_name_plural = _("downloads")
        ordering = ["-at", "-id"]
        indexes = [
            models.Index(F("at").desc(), F("id").desc(), name="download_newest"),
            models.Index("user", F("at").desc(), F("id").desc(), name="download_by_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} {self.filename}"
