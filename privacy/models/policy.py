from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Versioned


def vip_tag() -> list[str]:
    return ["VIP"]


@audited()
class PrivacyPolicy(Versioned):
    """How we keep the promises of UU PDP 27/2022. There is one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    answer_hours = models.PositiveSmallIntegerField(
        _("hours in which a request is answered"),
        default=72,
        validators=[MinValueValidator(1), MaxValueValidator(720)],
        help_text=_("The law gives 3 × 24 hours, counted by the calendar, nights and holidays included."),
    )
    breach_hours = models.PositiveSmallIntegerField(
        _("hours in which a breach is reported"),
        default=72,
        validators=[MinValueValidator(1), MaxValueValidator(720)],
        help_text=_("To the persons concerned and to the authority: 3 × 24 hours."),
    )
    erasure_needs_second = models.BooleanField(
        _("an erasure needs a second person"),
        default=False,
        help_text=_("One manager proposes it, another one carries it out."),
    )
    file_names_staff = models.BooleanField(
        _("the data file names the staff who looked at the record"),
        default=False,
        help_text=_("Otherwise it says their role and department only."),
    )
    watched_tags = ArrayField(
        models.CharField(max_length=40),
        default=vip_tag,
        blank=True,
        verbose_name=_("tags of records that are watched"),
        help_text=_("Who looks at such a record stands in a list of its own. Separate them by commas."),
    )
    retention_is_on = models.BooleanField(
        _("retention periods are carried out every night"),
        default=False,
        help_text=_("Try each period on its page first: it says how many rows would go."),
    )
    periods = models.JSONField(_("periods in months"), default=dict, blank=True)  # privacy.periods, by name

    class Meta:
        verbose_name = _("privacy policy")
        verbose_name_plural = _("privacy policy")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="privacy_policy_single_row"),
            models.CheckConstraint(
                condition=Q(answer_hours__gte=1, breach_hours__gte=1), name="privacy_clocks_run_forward"
            ),
        ]

    def __str__(self) -> str:
        return str(_("Privacy policy"))

    def get_absolute_url(self) -> str:
        return reverse("privacy:policy")

    @classmethod
    def load(cls) -> "PrivacyPolicy":
        """The one row, made with defaults where nobody has saved it yet (reading never writes)."""
        return cls.objects.first() or cls()
