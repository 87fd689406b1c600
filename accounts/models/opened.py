from django.db import models
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User


class OpenedRecord(models.Model):
    """A record that somebody opened lately, by the name of its kind in the palette and its key there.

    It says nothing about the record itself, and whether the person may still see it is asked when it is shown.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="opened_records", db_index=False)
    kind = models.CharField(_("kind"), max_length=20)
    key = models.CharField(_("key"), max_length=40)
    opened_at = models.DateTimeField(_("opened"))

    class Meta:
        verbose_name = _("opened record")
        verbose_name_plural = _("opened records")
        ordering = ["-opened_at", "-id"]
        indexes = [models.Index("user", F("opened_at").desc(), F("id").desc(), name="opened_lately")]
        constraints = [models.UniqueConstraint("user", "kind", "key", name="opened_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
