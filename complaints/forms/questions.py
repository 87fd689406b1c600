"""Questions of the public form that depend on what somebody complains about."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from common.forms import PrimaForm
from common.seen import SeenMixin
from complaints.models import Cause, CauseQuestion
from complaints.services.questions import MOST


class QuestionsMixin(forms.Form):
    """All questions stand in the form; a style sheet shows those of the chosen cause, without a script.

    Only they are read. The answers become part of what happened.
    """

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.asked: dict[str, list[CauseQuestion]] = {}
        active = CauseQuestion.objects.filter(cause__is_active=True).select_related("cause")
        for question in active.order_by("cause__position", "cause_id", "position"):
            self.asked.setdefault(question.cause.slug, []).append(question)
            self.fields[f"question_{question.pk}"] = forms.CharField(
                label=str(question), max_length=300, required=False
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        cause = data.get("cause")
        for question in self.asked.get(cause.slug, []) if cause else []:
            name = f"question_{question.pk}"
            if question.is_required and not data.get(name) and name not in self.errors:
                self.add_error(name, _("Please answer this too, so that we can look into it at once."))
        return data

    @property
    def answers(self) -> list[tuple[str, str]]:
        """Question and answer, of the chosen cause alone."""
        cause = self.cleaned_data.get("cause")
        asked = self.asked.get(cause.slug, []) if cause else []
        given = [(str(question), self.cleaned_data.get(f"question_{question.pk}", "")) for question in asked]
        return [(question, answer) for question, answer in given if answer]

    def question_groups(self) -> Iterator[tuple[int, str, list[forms.BoundField]]]:
        """For each cause: its place among the choices, its name, and its questions."""
        for place, (choice, label) in enumerate(self.fields["cause"].choices):  # type: ignore[attr-defined]
            questions = self.asked.get(str(choice), [])
            if questions:
                yield place, str(label), [self[f"question_{question.pk}"] for question in questions]


class CauseQuestionsForm(SeenMixin, PrimaForm):
    """Up to three questions in both languages; an empty row is none."""

    def __init__(self, *args: Any, cause: Cause, **kwargs: Any):
        super().__init__(*args, **kwargs)
        stored = list(cause.questions.all())
        for place in range(MOST):
            question = stored[place] if place < len(stored) else None
            labels = {
                "id": _("Question %(number)s in Indonesian") % {"number": place + 1},
                "en": _("Question %(number)s in English") % {"number": place + 1},
            }
            for name, label in labels.items():
                self.fields[f"text_{name}_{place}"] = forms.CharField(
                    label=label, max_length=120, required=False, initial=getattr(question, f"text_{name}", "")
                )
            self.fields[f"required_{place}"] = forms.BooleanField(
                label=_("Must be answered"), required=False, initial=bool(question and question.is_required)
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for place in range(MOST):
            both = [data.get(f"text_{name}_{place}", "") for name in ("id", "en")]
            if any(both) and not all(both):
                missing = "id" if not both[0] else "en"
                self.add_error(f"text_{missing}_{place}", _("Write the question in both languages."))
        return data

    @property
    def questions(self) -> list[tuple[str, str, bool]]:
        data = self.cleaned_data
        rows = [(data[f"text_id_{n}"], data[f"text_en_{n}"], data[f"required_{n}"]) for n in range(MOST)]
        return [row for row in rows if row[0]]
