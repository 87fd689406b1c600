from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.audit import audited


@audited()
class Tag(models.Model):
    """A word by which staff gather customers. Customers hold the words themselves; here each stands once, as spelt.

    `aliases` are words (lower case) that were renamed to it or merged with it: saved views, imports and people that
    still use them mean this tag.
    """

    name = models.CharField(_("tag"), max_length=40)
    aliases = ArrayField(models.CharField(max_length=40), default=list, editable=False, verbose_name=_("other words"))
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("added by")
    )

    class Meta:
        verbose_name = _("tag")
        verbose_name_plural = _("tags")
        ordering = [Lower("name"), "id"]
        constraints = [models.UniqueConstraint(Lower("name"), name="tag_once")]

    def __str__(self) -> str:
        return self.name
