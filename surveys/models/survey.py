from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Versioned
from surveys.enums import Audience, QuestionKind, Satisfaction, SurveyStatus, Trigger


def in_language(row: models.Model, name: str) -> str:
    """The text of a field kept in both languages, in the language that is active."""
    return getattr(row, f"{name}_en" if (get_language() or "").startswith("en") else f"{name}_id")


@audited()
class Survey(Versioned):
    """A short questionnaire (kuesioner): satisfaction is the service measured against what was expected of it.

    Its questions can be changed while it is a draft only, so that all answers are answers to the same questions.
    """

    title_id = models.CharField(_("title in Indonesian"), max_length=120)
    title_en = models.CharField(_("title in English"), max_length=120)
    intro_id = models.TextField(_("introduction in Indonesian"), max_length=600, blank=True)
    intro_en = models.TextField(_("introduction in English"), max_length=600, blank=True)
    thanks_id = models.TextField(_("thanks in Indonesian"), max_length=600, blank=True)
    thanks_en = models.TextField(_("thanks in English"), max_length=600, blank=True)
    trigger = models.CharField(_("is sent"), max_length=20, choices=Trigger, default=Trigger.MANUAL)
    audience = models.CharField(_("asks"), max_length=10, choices=Audience, default=Audience.EXTERNAL)
    department = models.ForeignKey(
        "accounts.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="surveys",
        verbose_name=_("about the department"),
    )
    status = models.CharField(_("status"), max_length=10, choices=SurveyStatus, default=SurveyStatus.DRAFT)
    delay_hours = models.PositiveSmallIntegerField(
        _("hours to wait before asking"), default=1, validators=[MaxValueValidator(720)]
    )
    quiet_days = models.PositiveSmallIntegerField(
        _("days of rest after any earlier invitation"), default=30, validators=[MaxValueValidator(365)]
    )
    valid_days = models.PositiveSmallIntegerField(
        _("days in which the link works"), default=14, validators=[MinValueValidator(1), MaxValueValidator(90)]
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("made by")
    )
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    published_at = models.DateTimeField(_("published"), null=True, editable=False)
    closed_at = models.DateTimeField(_("closed"), null=True, editable=False)

    class Meta:
        verbose_name = _("survey")
        verbose_name_plural = _("surveys")
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(F("created_at").desc(), F("id").desc(), name="survey_newest")]
        constraints = [
            models.UniqueConstraint(
                "trigger",
                condition=Q(status="published") & ~Q(trigger="manual"),
                name="one_published_survey_per_trigger",
            ),
            models.CheckConstraint(
                condition=Q(status="draft") | Q(published_at__isnull=False), name="published_survey_has_moment"
            ),
            models.CheckConstraint(condition=Q(valid_days__gte=1), name="survey_link_works_a_day"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("surveys:survey_detail", args=[self.pk])

    @property
    def title(self) -> str:
        return in_language(self, "title")

    @property
    def intro(self) -> str:
        return in_language(self, "intro")

    @property
    def thanks(self) -> str:
        return in_language(self, "thanks")

    @property
    def is_draft(self) -> bool:
        return self.status == SurveyStatus.DRAFT

    @property
    def is_published(self) -> bool:
        return self.status == SurveyStatus.PUBLISHED


@audited()
class Question(models.Model):
    """One question of a survey, in both languages. Choices stand in the same order in both; answers hold the place."""

    survey = models.ForeignKey(Survey, models.CASCADE, related_name="questions", verbose_name=_("survey"))
    position = models.PositiveSmallIntegerField(_("position"))
    kind = models.CharField(_("kind of answer"), max_length=10, choices=QuestionKind, default=QuestionKind.SCALE4)
    text_id = models.CharField(_("question in Indonesian"), max_length=300)
    text_en = models.CharField(_("question in English"), max_length=300)
    choices_id = ArrayField(
        models.CharField(max_length=120), default=list, blank=True, verbose_name=_("choices in Indonesian")
    )
    choices_en = ArrayField(
        models.CharField(max_length=120), default=list, blank=True, verbose_name=_("choices in English")
    )
    is_required = models.BooleanField(_("must be answered"), default=True)

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["survey_id", "position"]
        constraints = [
            models.UniqueConstraint("survey", "position", name="question_position_unique"),
            models.CheckConstraint(
                condition=~Q(kind="choice") | Q(choices_id__len=F("choices_en__len")), name="question_choices_in_pairs"
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        return in_language(self, "text")

    @property
    def choices(self) -> list[str]:
        return list(in_language(self, "choices"))

    @property
    def steps(self) -> list[tuple[int, str]]:
        """The numbers one can choose, lowest first, with their words; empty for free text."""
        if self.kind == QuestionKind.SCALE4:
            return [(value, str(label)) for value, label in Satisfaction.choices]
        if self.kind == QuestionKind.NPS:
            return [(score, str(score)) for score in range(11)]
        return list(enumerate(self.choices)) if self.kind == QuestionKind.CHOICE else []

    def label_of(self, number: int) -> str:
        """How a chosen number reads: "Satisfied", "9", "Restaurant"."""
        return dict(self.steps).get(number, str(number))

    @property
    def is_text(self) -> bool:
        return self.kind == QuestionKind.TEXT
