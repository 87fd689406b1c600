import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.audit import audited


@audited()
class CharterVersion(models.Model):
    """What the service charter says in our own words, as it was published at a moment. The newest one counts.

    Deadlines, channels, remedies and outside bodies are not written here: they are read from the rules in force.
    """

    vision_id = models.TextField(_("our vision, in Indonesian"), max_length=2000, blank=True)
    vision_en = models.TextField(_("our vision, in English"), max_length=2000, blank=True)
    promise_id = models.TextField(_("our promise, in Indonesian"), max_length=4000, blank=True)
    promise_en = models.TextField(_("our promise, in English"), max_length=4000, blank=True)
    channels_id = models.TextField(_("how to reach us, in Indonesian"), max_length=2000, blank=True)
    channels_en = models.TextField(_("how to reach us, in English"), max_length=2000, blank=True)
    shows_performance = models.BooleanField(_("show how we do"), default=False)
    published_at = models.DateTimeField(_("published"), default=timezone.now)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+", verbose_name=_("published by")
    )

    class Meta:
        verbose_name = _("version of the charter")
        verbose_name_plural = _("versions of the charter")
        ordering = ["-published_at", "-id"]
        indexes = [models.Index(F("published_at").desc(), F("id").desc(), name="charter_newest")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.published_at:%Y-%m-%d}"

    @classmethod
    def current(cls) -> "CharterVersion":
        """The newest version; an empty one where nobody has written any."""
        return cls.objects.first() or cls()

    def in_words(self, name: str) -> str:
        """A text in the language of the reader, or in the other one where it is missing."""
        words = {language: getattr(self, f"{name}_{language}") for language in ("id", "en")}
        mine = "en" if get_language() == "en" else "id"
        return str(words[mine] or words["id"] or words["en"])

    @property
    def vision(self) -> str:
        return self.in_words("vision")

    @property
    def promise(self) -> str:
        return self.in_words("promise")

    @property
    def channels(self) -> str:
        return self.in_words("channels")
