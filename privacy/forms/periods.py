from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from common.forms import PrimaForm, VersionMixin
from privacy.periods import PeriodKind, period_kinds
from privacy.services.periods import LONGEST


class PeriodsForm(VersionMixin, PrimaForm):
    """A number of months for each kind; empty keeps for ever."""

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        for kind in period_kinds():
            self.fields[kind.name] = forms.IntegerField(
                label=kind.label, required=False, min_value=kind.least, max_value=LONGEST
            )

    def periods(self) -> dict[str, int | None]:
        return {kind.name: self.cleaned_data.get(kind.name) for kind in period_kinds()}

    def rows(self) -> list[tuple[PeriodKind, forms.BoundField]]:
        return [(kind, self[kind.name]) for kind in period_kinds()]


class TrialForm(PrimaForm):
    """Another number of months to be tried."""

    months = forms.IntegerField(label=_("Kept for how many months"), max_value=LONGEST)

    def __init__(self, *args: Any, least: int, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["months"].min_value = least
        self.fields["months"].validators.append(forms.fields.validators.MinValueValidator(least))


class HoldForm(PrimaForm):
    reason = forms.CharField(label=_("Why are these data needed longer?"), max_length=300)
