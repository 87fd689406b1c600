from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.audit import audited
from common.models import Versioned
from complaints.enums import RoutingMethod


def _words(label: str) -> ArrayField:
    return ArrayField(models.CharField(max_length=60), default=list, blank=True, verbose_name=label)


@audited()
class AgentGroup(Versioned):
    """People among whom a rule chooses. Whoever chooses holds the row, so of two at once the second goes on in turn."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    last_given_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("whose turn was last")
    )

    class Meta:
        verbose_name = _("group of officers")
        verbose_name_plural = _("groups of officers")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


@audited()
class GroupMember(models.Model):
    """Somebody in a group."""

    group = models.ForeignKey(AgentGroup, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("person"))

    class Meta:
        verbose_name = _("member of a group")
        verbose_name_plural = _("members of groups")
        constraints = [models.UniqueConstraint("group", "user", name="in_group_once")]

    def __str__(self) -> str:
        return f"{self.group_id} {self.user_id}"


@audited()
class RoutingRule(Versioned):
    """Which new complaints go to which group. The first rule that fits decides; an empty condition fits everything."""

    position = models.PositiveIntegerField(_("order"), default=1)
    name = models.CharField(_("name"), max_length=80, unique=True)
    is_active = models.BooleanField(_("in force"), default=True)
    channels = _words(_("channels"))
    causes = _words(_("causes"))
    departments = ArrayField(models.BigIntegerField(), default=list, blank=True, verbose_name=_("departments"))
    severities = _words(_("severities"))
    languages = _words(_("languages"))
    standings = _words(_("standings of the customer"))
    customer_tags = _words(_("tags of the customer"))
    words = _words(_("words in the text"))
    group = models.ForeignKey(AgentGroup, models.PROTECT, related_name="rules", verbose_name=_("group of officers"))
    method = models.CharField(_("who of them"), max_length=15, choices=RoutingMethod, default=RoutingMethod.ROUND_ROBIN)

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name


@audited()
class Absence(models.Model):
    """Days on which somebody gets no new complaints. Why is nobody's business."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="absences", verbose_name=_("person")
    )
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["first_on", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(first_on__lte=F("last_on")), name="absence_ends_after_it_begins"),
            models.UniqueConstraint("user", "first_on", "last_on", name="absence_once"),
        ]
        indexes = [models.Index("last_on", "user", name="absence_by_end")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.first_on}"

    @classmethod
    def of_day(cls, day: object) -> models.QuerySet:
        """Ids of who is away on a day."""
        return cls.objects.filter(first_on__lte=day, last_on__gte=day).values("user")

    @property
    def person(self) -> User:
        return self.user
