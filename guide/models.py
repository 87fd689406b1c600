"""How to treat whom: an editable guide in both languages, the marks that choose from it, and how its advice does."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Versioned
from customers.models import Customer
from guide.enums import Character, Topic


class GuideEntryQuerySet(models.QuerySet["GuideEntry"]):
    def shown(self) -> "GuideEntryQuerySet":
        """Without what managers have switched off."""
        return self.filter(is_active=True)


@audited()
class GuideEntry(Versioned):
    """One piece of advice. Delivered entries have a `key` that characters and groups refer to; own ones have none."""

    topic = models.CharField(_("chapter"), max_length=20, choices=Topic)
    key = models.CharField(_("refers to"), max_length=30, blank=True, editable=False)
    title_id = models.CharField(_("title in Indonesian"), max_length=80)
    title_en = models.CharField(_("title in English"), max_length=80)
    about_id = models.CharField(_("how to recognise it, in Indonesian"), max_length=300, blank=True)
    about_en = models.CharField(_("how to recognise it, in English"), max_length=300, blank=True)
    advice_id = models.TextField(_("advice in Indonesian"), max_length=2000)
    advice_en = models.TextField(_("advice in English"), max_length=2000)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("shown to staff"), default=True)

    objects = GuideEntryQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of the handling guide")
        verbose_name_plural = _("entries of the handling guide")
        ordering = ["topic", "position", "id"]
        constraints = [
            models.UniqueConstraint("topic", "key", name="one_guide_entry_each", condition=~Q(key="")),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return f"{reverse('guide:guide')}#entry-{self.pk}"

    @property
    def title(self) -> str:
        return self._said("title")

    @property
    def about(self) -> str:
        return self._said("about")

    @property
    def advice(self) -> list[str]:
        """A line each."""
        return [line for line in self._said("advice").splitlines() if line.strip()]

    def _said(self, name: str) -> str:
        return getattr(self, f"{name}_en" if get_language() == "en" else f"{name}_id")


@audited()
class CharacterMark(models.Model):
    """A member of staff met this customer so. Optional, dated for review, never computed, kept inside the house."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="character_marks", verbose_name=_("customer"))
    character = models.CharField(_("character"), max_length=20, choices=Character)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("marked by")
    )
    marked_at = models.DateTimeField(_("marked"), default=timezone.now)
    review_on = models.DateField(_("to be reviewed on"))
    ended_at = models.DateTimeField(_("taken away"), null=True, blank=True)

    class Meta:
        verbose_name = _("mark of character")
        verbose_name_plural = _("marks of character")
        ordering = ["-marked_at", "-id"]
        indexes = [
            models.Index("review_on", "id", name="character_mark_to_review", condition=Q(ended_at__isnull=True)),
        ]
        constraints = [
            models.UniqueConstraint(
                "customer", "character", name="one_mark_of_a_kind", condition=Q(ended_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.character}"

    def is_due(self, today: date) -> bool:
        """Whether somebody should say if it is still so."""
        return self.review_on <= today


class AdviceFeedback(models.Model):
    """Whether a piece of advice helped a member of staff with a customer; the last word of the day counts."""

    entry = models.ForeignKey(GuideEntry, models.CASCADE, related_name="feedback", verbose_name=_("entry"))
    customer = models.ForeignKey(Customer, models.CASCADE, null=True, related_name="+", verbose_name=_("customer"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("staff member"))
    has_helped = models.BooleanField(_("has helped"))
    given_on = models.DateField(_("day"))

    class Meta:
        verbose_name = _("feedback on advice")
        verbose_name_plural = _("feedback on advice")
        ordering = ["-given_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                "entry", "customer", "user", "given_on", name="one_word_a_day", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id} {self.has_helped}"
