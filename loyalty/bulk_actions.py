"""Making many customers of the list members of a programme."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.enums import Role
from accounts.models import User
from jobs.bulk import BulkAction, BulkForm, Preview, Run
from jobs.services import keep_change
from loyalty import services
from loyalty.models import Membership, Programme


class EnrolForm(BulkForm):
    programme = forms.ModelChoiceField(label=_("Programme"), queryset=Programme.objects.none())

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["programme"].queryset = Programme.objects.running(timezone.localdate())


class EnrolInProgramme(BulkAction):
    """Taking it back ends the memberships it began that have no points yet."""

    name = "enrol"
    label = _("Enrol in a programme")
    icon = "gift"
    outcome = _("Will be members")
    lowest = Role.MANAGER
    form_class = EnrolForm
    chunk = 1_000
    undoable = True

    def title(self, values: Mapping[str, Any], how_many: str) -> str:
        names = {"customers": how_many, "programme": values["programme"].name}
        return gettext("Enrol %(customers)s in %(programme)s") % names

    def preview(self, rows: QuerySet, values: Mapping[str, Any], *, user: User, at: datetime) -> Preview:
        programme, rows = values["programme"], rows.order_by()
        fitting = rows.filter(kind=programme.audience)
        real = fitting.filter(is_test=False)
        joined = real.filter(pk__in=Membership.objects.filter(programme=programme).values("customer")).count()
        counts = [
            (_("The programme is for others"), rows.exclude(kind=programme.audience).count()),
            (_("Are test records"), fitting.filter(is_test=True).count()),
            (_("Are members, or were"), joined),
        ]
        return Preview(real.count() - joined, [(reason, count) for reason, count in counts if count])

    def apply(self, ids: list[int], values: Mapping[str, Any], run: Run) -> int:
        joined = services.enrol_many(programme=values["programme"], customer_ids=ids, at=run.at, by=run.user)
        keep_change(job=run.job, what={}, ids=joined)
        return len(joined)

    def undo(self, what: Mapping[str, Any], ids: list[int], run: Run) -> int:
        return services.withdraw_enrolment(membership_ids=ids, at=run.at)
