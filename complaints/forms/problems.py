"""Complaints of one cause: naming it, changing it, answering all."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from common.forms import PrimaForm, SubmissionKeyMixin, VersionMixin
from complaints.enums import ProblemStatus
from complaints.forms.intake import CauseField


class ProblemForm(PrimaForm):
    """What we think the complaints have in common."""

    name = forms.CharField(label=_("Name of the problem"), max_length=120)
    cause = CauseField(label=_("Cause"), required=False, empty_label=_("Not known"))
    note = forms.CharField(
        label=_("Note"), max_length=4000, required=False, widget=forms.Textarea({"rows": 4}),
        help_text=_("All staff can read it: no names of customers."),
    )  # fmt: skip


class NewProblemForm(SubmissionKeyMixin, ProblemForm):
    pass


class EditProblemForm(VersionMixin, ProblemForm):
    status = forms.ChoiceField(label=_("How sure we are"), choices=ProblemStatus.choices)


class AnswerAllForm(SubmissionKeyMixin, PrimaForm):
    """One text for each language in which somebody waits."""

    def __init__(self, *args: Any, languages: dict[str, int], **kwargs: Any):
        super().__init__(*args, **kwargs)
        names = dict(Language.choices)
        for language in sorted(languages):
            self.fields[f"text_{language}"] = forms.CharField(
                label=_("Text in %(language)s") % {"language": names.get(language, language)},
                max_length=4000,
                required=False,
                widget=forms.Textarea({"rows": 6}),
            )
        self.fields["is_last"] = forms.BooleanField(
            label=_("This is the answer: the complaints are answered with it"),
            required=False,
            help_text=_("Otherwise it is a message and the work goes on."),
        )

    def texts(self) -> dict[str, str]:
        """By language."""
        return {name[5:]: text for name, text in self.cleaned_data.items() if name.startswith("text_")}
