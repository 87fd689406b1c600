from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.models import User
from common.audit import audited
from complaints.models import Complaint
from surveys.enums import Mode, QuestionKind
from surveys.models.invitation import Invitation
from surveys.models.survey import Question, Survey


class ResponseQuerySet(models.QuerySet["Response"]):
    def visible_to(self, user: User) -> "ResponseQuerySet":
        return self.exclude(invitation__complaint__in=Complaint.objects.hidden_from(user))


@audited()
class Response(models.Model):
    """A finished answer. The database allows one per invitation, however often the form is sent.

    `is_low` marks a bad answer: 2 or less of 4, or 6 or less of 10. Its customer is called back.
    """

    invitation = models.OneToOneField(Invitation, models.PROTECT, related_name="response", verbose_name=_("invitation"))
    survey = models.ForeignKey(Survey, models.PROTECT, related_name="responses", verbose_name=_("survey"))
    submitted_at = models.DateTimeField(_("answered"), default=timezone.now)
    mode = models.CharField(_("by"), max_length=10, choices=Mode, default=Mode.EMAIL)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.INDONESIAN)
    keyed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("keyed in by")
    )
    is_low = models.BooleanField(_("bad answer"), default=False)
    contact_requested_at = models.DateTimeField(_("asked to be called"), null=True, editable=False)

    objects = ResponseQuerySet.as_manager()

    class Meta:
        verbose_name = _("response")
        verbose_name_plural = _("responses")
        ordering = ["-submitted_at", "-id"]
        indexes = [
            models.Index("survey", F("submitted_at").desc(), F("id").desc(), name="response_of_survey"),
            models.Index(
                "survey",
                F("submitted_at").desc(),
                F("id").desc(),
                name="low_response_of_survey",
                condition=Q(is_low=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.survey_id} {self.submitted_at:%Y-%m-%d}"

    def get_absolute_url(self) -> str:
        return reverse("surveys:response_detail", args=[self.pk])

    @property
    def source_key(self) -> str:
        """Under which the follow-up of this answer is known."""
        return f"survey-response:{self.pk}"


class Answer(models.Model):
    """What was said to one question: a number (for a choice its place in the list, from 0) or words."""

    response = models.ForeignKey(Response, models.CASCADE, related_name="answers", verbose_name=_("response"))
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers", verbose_name=_("question"))
    number = models.PositiveSmallIntegerField(_("answer as a number"), null=True, blank=True)
    text = models.TextField(_("text"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("answer")
        verbose_name_plural = _("answers")
        indexes = [models.Index("question", "number", name="answer_counts")]
        constraints = [
            models.UniqueConstraint("response", "question", name="answered_once"),
            models.CheckConstraint(condition=Q(number__isnull=False) | ~Q(text=""), name="answer_not_empty"),
            models.CheckConstraint(condition=Q(number__isnull=True) | Q(number__lte=100), name="answer_number_range"),
        ]

    def __str__(self) -> str:
        return self.text or str(self.number)

    @property
    def words(self) -> str:
        """The answer as a person would say it."""
        if self.number is None:
            return self.text
        words = self.question.label_of(self.number)
        return f"{words}/10" if self.question.kind == QuestionKind.NPS else words
