"""Rules by which new complaints find their officer, groups of officers, and who is away."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.models import Department, User
from common.fields import DateField
from common.forms import PrimaForm, VersionMixin
from complaints.enums import Channel, RoutingMethod, Severity
from complaints.models import AgentGroup, RoutingRule
from complaints.queries import active_causes
from customers.enums import Standing
from customers.forms.fields import TagsField

WORDS = 30


def _several(label: Any, choices: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(label=label, choices=choices, required=False, widget=forms.CheckboxSelectMultiple)


def _people() -> Any:
    return User.objects.filter(is_active=True).order_by("full_name", "pk")


class WordsField(forms.CharField):
    """Words and phrases, separated by commas."""

    def __init__(self, **options: Any):
        super().__init__(required=False, max_length=1000, **options)

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[str]:
        words = list(dict.fromkeys(word.strip().lower() for word in super().clean(value).split(",") if word.strip()))
        if len(words) > WORDS or any(len(word) > 60 for word in words):
            raise forms.ValidationError(_("At most 30 words of at most 60 characters each."))
        return words


class RuleForm(VersionMixin, PrimaForm):
    """All conditions that are filled must fit; an empty form fits every complaint."""

    name = forms.CharField(label=_("Name"), max_length=80)
    is_active = forms.BooleanField(label=_("In force"), required=False)
    channels = _several(_("Channel"), Channel.choices)
    causes = forms.MultipleChoiceField(label=_("Cause"), required=False, widget=forms.CheckboxSelectMultiple)
    severities = _several(_("Severity"), Severity.choices)
    departments = forms.TypedMultipleChoiceField(
        label=_("About the department"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple
    )
    languages = _several(_("Language"), Language.choices)
    standings = _several(_("Standing of the customer"), Standing.choices)
    customer_tags = TagsField(label=_("Tags of the customer"), help_text=_("One of them is enough."))
    words = WordsField(
        label=_("Words in the text"),
        help_text=_("Whole words of summary or details, with commas; one is enough."),
    )
    group = forms.ModelChoiceField(AgentGroup.objects.all(), label=_("Goes to the group"), empty_label=_("Choose …"))
    method = forms.ChoiceField(label=_("Who of them"), choices=RoutingMethod.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, rule: RoutingRule | None = None, **kwargs: Any):
        initial = {"version": 1, "is_active": True, "method": RoutingMethod.ROUND_ROBIN}
        if rule is not None:
            initial = {name: getattr(rule, name) for name in self.base_fields}
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["causes"].choices = [(cause.slug, str(cause)) for cause in active_causes()]  # type: ignore[attr-defined]
        self.fields["departments"].choices = [  # type: ignore[attr-defined]
            (department.pk, str(department)) for department in Department.objects.all()
        ]


class GroupForm(VersionMixin, PrimaForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    members = forms.ModelMultipleChoiceField(
        User.objects.none(), label=_("People"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = _people()  # type: ignore[attr-defined]


class AbsenceForm(PrimaForm):
    """Managers enter it for anybody, everybody else for themselves."""

    user = forms.ModelChoiceField(User.objects.none(), label=_("Who"), empty_label=None)
    first_on = DateField(label=_("First day"))
    last_on = DateField(label=_("Last day"))

    def __init__(self, *args: Any, by: User, **kwargs: Any):
        super().__init__(*args, initial={"user": by.pk}, **kwargs)
        if by.is_manager:
            self.fields["user"].queryset = _people()  # type: ignore[attr-defined]
        else:
            del self.fields["user"]
