from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Versioned
from complaints.enums import MacroOwner
from complaints.models.routing import AgentGroup


@audited(exclude=["used_count", "last_used_at"])
class ReplyTemplate(Versioned):
    """What one writes to customers again and again, in both languages; the complaint says in which it is sent."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    body_id = models.TextField(_("text in Indonesian"), max_length=4000)
    body_en = models.TextField(_("text in English"), max_length=4000)
    is_active = models.BooleanField(_("offered"), default=True)
    used_count = models.PositiveIntegerField(_("times used"), default=0, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)

    class Meta:
        verbose_name = _("reply template")
        verbose_name_plural = _("reply templates")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def body_in(self, language: str) -> str:
        return self.body_en if language == "en" else self.body_id


@audited(exclude=["used_count", "last_used_at"])
class Macro(Versioned):
    """Several steps that always go together: hand over, tag, note, reply, wait. All are done or none."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    is_active = models.BooleanField(_("offered"), default=True)
    owner = models.CharField(_("officer"), max_length=10, choices=MacroOwner, blank=True)
    group = models.ForeignKey(
        AgentGroup, models.PROTECT, null=True, blank=True, related_name="macros", verbose_name=_("group of officers")
    )
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("tags"))
    note = models.TextField(_("internal note"), max_length=2000, blank=True)
    template = models.ForeignKey(
        ReplyTemplate, models.PROTECT, null=True, blank=True, related_name="macros", verbose_name=_("reply template")
    )
    waits = models.BooleanField(_("wait for the customer"), default=False)
    used_count = models.PositiveIntegerField(_("times used"), default=0, editable=False)
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)

    class Meta:
        verbose_name = _("macro")
        verbose_name_plural = _("macros")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(owner="group", group__isnull=False) | (~Q(owner="group") & Q(group__isnull=True)),
                name="macro_group_only_for_group",
            ),
            models.CheckConstraint(
                condition=~Q(owner="", tags=[], note="", template__isnull=True, waits=False),
                name="macro_does_something",
            ),
        ]

    def __str__(self) -> str:
        return self.name
