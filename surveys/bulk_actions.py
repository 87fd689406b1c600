"""Inviting many customers of the list to a survey."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from common.formats import number
from jobs.bulk import BulkAction, BulkForm, Preview, Result, Run
from jobs.services import keep_change
from surveys import services
from surveys.enums import Exclusion, SurveyStatus
from surveys.models import Survey, Wave
from surveys.queries.people import audience_of, selection_for


class InviteForm(BulkForm):
    survey = forms.ModelChoiceField(label=_("Survey"), queryset=Survey.objects.none())

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["survey"].queryset = Survey.objects.filter(status=SurveyStatus.PUBLISHED)


class InviteToSurvey(BulkAction):
    """One wave for all that were marked, filled chunk by chunk. Letters that have not gone out can be called back."""

    name = "invite"
    label = _("Invite to a survey")
    icon = "paper-airplane"
    outcome = _("Will be invited")
    lowest = Role.MANAGER
    form_class = InviteForm
    chunk = 500
    undoable = True

    def title(self, values: Mapping[str, Any], how_many: str) -> str:
        return gettext("Invite %(customers)s to “%(survey)s”") % {
            "customers": how_many,
            "survey": values["survey"].title,
        }

    def preview(self, rows: QuerySet, values: Mapping[str, Any], *, user: User, at: datetime) -> Preview:
        survey, chosen = values["survey"], rows.order_by().count()
        selection = selection_for(survey, _of(survey, rows), at=at)
        excluded = [(reason.label, selection.excluded.get(reason, 0)) for reason in Exclusion]
        excluded.append((_("The survey is for others"), chosen - selection.chosen))
        return Preview(selection.invited, [(reason, count) for reason, count in excluded if count])

    def begin(self, values: Mapping[str, Any], run: Run) -> None:
        wave = services.open_wave(survey=values["survey"], at=run.at, by=run.user, segment=run.job.title)
        run.memory["wave"] = wave.pk

    def apply(self, ids: list[int], values: Mapping[str, Any], run: Run) -> int:
        wave = Wave.objects.get(pk=run.memory["wave"])
        people = audience_of(values["survey"]).filter(pk__in=run.rows.filter(pk__in=ids).order_by().values("pk"))
        invited = services.add_to_wave(wave=wave, customers=people, at=run.at)
        keep_change(
            job=run.job,
            what={"wave": wave.pk},
            ids=list(wave.invitations.filter(customer__in=ids).values_list("customer", flat=True)),
        )
        return invited

    def finish(self, values: Mapping[str, Any], run: Run) -> Result:
        invited = Wave.objects.get(pk=run.memory["wave"]).invited
        message = gettext("%(count)s customers are invited.") % {"count": number(invited)}
        return Result(message, url=values["survey"].get_absolute_url())

    def undo(self, what: Mapping[str, Any], ids: list[int], run: Run) -> int:
        return services.withdraw_from_wave(wave_id=what["wave"], customer_ids=ids)


def _of(survey: Survey, rows: QuerySet) -> QuerySet:
    return audience_of(survey).filter(pk__in=rows.order_by().values("pk"))
