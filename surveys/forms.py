"""Forms of surveys: they read what was typed and hand plain values to the services."""

from collections.abc import Sequence
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SavedView, User
from common.fields import DateField
from common.forms import PrimaForm, PrimaModelForm, SubmissionKeyMixin, VersionMixin
from customers.enums import Kind, Standing
from customers.segments import segments_for
from surveys.enums import InvitationStatus, Mode, QuestionKind
from surveys.models import Question, Survey
from surveys.queries.people import Segment
from surveys.services import QuestionDraft
from surveys.services.responses import TEXT_LIMIT, AnswerRefused
from surveys.services.surveys import FIELDS, MAX_QUESTIONS, SCHEDULE, TEXTS


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


class KeyInForm(AnswerForm):
    """The same questions, keyed in by staff; how the answers came is a field of its own."""

    def __init__(self, questions: Sequence[Question], *args, **kwargs):
        super().__init__(questions, *args, **kwargs)
        self.fields["mode"] = forms.ChoiceField(
            label=_("Answers came by"),
            choices=[(Mode.PHONE, Mode.PHONE.label), (Mode.PAPER, Mode.PAPER.label)],
            widget=forms.RadioSelect,
        )


class SurveyForm(PrimaModelForm):
    """Texts, occasion and times of a draft."""

    class Meta:
        model = Survey
        fields = FIELDS
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in TEXTS if not name.startswith("title")}
        help_texts = {
            "delay_hours": _("0 asks at once."),
            "department": _("Colleagues rate the department that serves them; the answers count for its services."),
            "quiet_days": _("Nobody is asked who was invited to any survey in these days. 0 asks every time."),
        }

    def values(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name in FIELDS}

    def _post_clean(self) -> None:
        """Leave the stored row alone: the service compares and writes."""


class SurveyEditForm(VersionMixin, SurveyForm):
    pass


class PublishedSurveyForm(SurveyEditForm):
    """What may still be changed after publishing."""

    class Meta(SurveyForm.Meta):
        fields = (*TEXTS, *SCHEDULE)


class QuestionForm(PrimaForm):
    """One question of a draft. A form left empty is no question."""

    order = forms.IntegerField(label=_("Position"), min_value=1, max_value=99, required=False)
    kind = forms.ChoiceField(label=_("Kind of answer"), choices=QuestionKind, initial=QuestionKind.SCALE4)
    text_id = forms.CharField(label=_("Question in Indonesian"), max_length=300)
    text_en = forms.CharField(label=_("Question in English"), max_length=300)
    choices_id = forms.CharField(
        label=_("Choices in Indonesian"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line; only for questions with choices."),
    )
    choices_en = forms.CharField(
        label=_("Choices in English"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One a line, in the same order."),
    )
    is_required = forms.BooleanField(label=_("Must be answered"), required=False, initial=True)

    def clean(self) -> dict[str, Any]:
        for name in ("choices_id", "choices_en"):
            if any(len(line) > 120 for line in _lines(self.cleaned_data.get(name, ""))):
                self.add_error(name, _("A choice has at most 120 characters."))
        return self.cleaned_data

    def draft(self) -> QuestionDraft:
        values = self.cleaned_data
        return QuestionDraft(
            kind=values["kind"],
            text_id=values["text_id"],
            text_en=values["text_en"],
            choices_id=_lines(values["choices_id"]),
            choices_en=_lines(values["choices_en"]),
            is_required=values["is_required"],
        )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


class QuestionFormSet(
    forms.formset_factory(QuestionForm, extra=2, can_delete=True, max_num=MAX_QUESTIONS, absolute_max=2 * MAX_QUESTIONS)  # type: ignore[misc]
):
    """The questions of a draft, in the order of their positions; those without one come last."""

    @classmethod
    def of(cls, survey: Survey | None, data=None) -> "QuestionFormSet":
        rows = survey.questions.all() if survey else []
        initial = [
            {
                "order": row.position,
                "kind": row.kind,
                "text_id": row.text_id,
                "text_en": row.text_en,
                "choices_id": "\n".join(row.choices_id),
                "choices_en": "\n".join(row.choices_en),
                "is_required": row.is_required,
            }
            for row in rows
        ]
        return cls(data, initial=initial, prefix="questions")

    def drafts(self) -> list[QuestionDraft]:
        kept = [form for form in self.forms if form.has_changed() or form.initial]
        kept = [form for form in kept if not form.cleaned_data.get("DELETE")]
        kept.sort(key=lambda form: form.cleaned_data.get("order") or 100)
        return [form.draft() for form in kept]


class SegmentForm(PrimaForm):
    """Which customers a wave is meant for: a saved view of the list of customers, or a few of its filters."""

    saved = forms.ModelChoiceField(
        label=_("Saved view"),
        queryset=SavedView.objects.none(),
        empty_label=_("All"),
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    kind = forms.ChoiceField(
        label=_("Kind"),
        choices=[("", _("All")), *Kind.choices],
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    standing = forms.ChoiceField(
        label=_("Standing"),
        choices=[("", _("All")), *Standing.choices],
        required=False,
        widget=forms.Select(attrs={"class": "form-select"}),
    )
    city = forms.CharField(
        label=_("City"), max_length=100, required=False, widget=forms.TextInput(attrs={"class": "form-control"})
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["saved"].queryset = segments_for(user)

    def segment(self) -> Segment:
        saved = self.cleaned_data.get("saved")
        words = {name: self.cleaned_data.get(name, "") for name in ("kind", "standing", "city")}
        return Segment(**words, view=saved.pk if saved else None)

    def describe(self) -> str:
        """The group in words, kept with the wave."""
        chosen = self.segment()
        saved = self.cleaned_data.get("saved")
        labels = [
            saved and saved.name,
            dict(Kind.choices).get(chosen.kind),
            dict(Standing.choices).get(chosen.standing),
            chosen.city,
        ]
        return ", ".join(str(label) for label in labels if label)


class WaveForm(SubmissionKeyMixin, SegmentForm):
    """The last step of a wave: when to send it, to the group that was counted."""

    send_on = DateField(label=_("Send on"), required=False, help_text=_("Left empty, it is sent now. Else at 09.00."))

    def send_at(self) -> datetime | None:
        day = self.cleaned_data["send_on"]
        return timezone.make_aware(datetime.combine(day, time(9))) if day else None


class InvitationFilterForm(PrimaForm):
    status = forms.ChoiceField(label=_("Status"), choices=[("", _("All")), *InvitationStatus.choices], required=False)
