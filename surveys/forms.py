"""Forms of surveys: they read what was typed and hand plain values to the services."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PrimaForm
from surveys.enums import QuestionKind
from surveys.models import Question
from surveys.services.responses import TEXT_LIMIT, AnswerRefused


class AnswerForm(PrimaForm):
    """The questions of a survey, as the customer sees them or as staff key them in. No answer is chosen beforehand."""

    def __init__(self, questions: Sequence[Question], *args, **kwargs):
        self.questions = {field_name(question): question for question in questions}
        self.base_fields = {name: _field_of(question) for name, question in self.questions.items()}
        super().__init__(*args, **kwargs)

    def answers(self) -> dict[int, int | str | None]:
        """Question id -> number or words, for the service."""
        return {question.pk: self.cleaned_data.get(name) for name, question in self.questions.items()}

    def show_refusal(self, refusal: AnswerRefused) -> None:
        self.add_error(field_name(refusal.question), str(refusal))

    def rows(self) -> list[tuple[Question, forms.BoundField]]:
        return [(question, self[name]) for name, question in self.questions.items()]


def field_name(question: Question) -> str:
    return f"q{question.pk}"


def _field_of(question: Question) -> forms.Field:
    if question.kind == QuestionKind.TEXT:
        return forms.CharField(
            label=question.text,
            required=question.is_required,
            max_length=TEXT_LIMIT,
            widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off"}),
            error_messages={"required": _("Write an answer.")},
        )
    return forms.TypedChoiceField(
        label=question.text,
        required=question.is_required,
        choices=_choices_of(question),
        coerce=int,
        empty_value=None,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose an answer."),
            "invalid_choice": _("Choose one of the answers shown."),
        },
    )


def _choices_of(question: Question) -> list[tuple[int, str]]:
    """Best first on the 1-4 scale, as people read it; the 0-10 scale runs upwards."""
    return question.steps[::-1] if question.kind == QuestionKind.SCALE4 else question.steps
