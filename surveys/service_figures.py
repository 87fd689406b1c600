"""How content a department is with the one that serves it: answers to internal surveys about the serving one."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from common.formats import number, percent
from customers.enums import Kind
from customers.models import ServiceRelation
from customers.service_figures import Period, Told, register_service_figure
from surveys.enums import QuestionKind
from surveys.models import Answer, Response
from surveys.queries.results import TOO_FEW


def satisfaction(relations: Sequence[ServiceRelation], user: User, period: Period) -> dict[int, Told]:
    """The share of satisfied answers. Of fewer than five people it stays hidden, for it would tell who said what."""
    since, until = (timezone.make_aware(datetime.combine(day, time())) for day in (period.since, period.until))
    responses = Response.objects.visible_to(user).filter(
        submitted_at__gte=since, submitted_at__lt=until + timedelta(days=1)
    )
    rows = (
        Answer.objects.filter(response__in=responses, question__kind=QuestionKind.SCALE4, number__isnull=False)
        .filter(response__survey__department__in={row.provider_id for row in relations})
        .filter(response__invitation__customer__kind=Kind.INTERNAL)
        .filter(response__invitation__customer__department__in={row.consumer_id for row in relations})
        .order_by()
        .values_list("response__survey__department", "response__invitation__customer__department")
        .annotate(
            people=Count("response__invitation__customer", distinct=True),
            answers=Count("pk"),
            satisfied=Count("pk", filter=Q(number__gte=3)),
        )
    )
    counts = {(provider, consumer): figures for provider, consumer, *figures in rows}
    found = {row.pk: counts.get((row.provider_id, row.consumer_id)) for row in relations}
    return {pk: _told(*figures) for pk, figures in found.items() if figures}


def _told(people: int, answers: int, satisfied: int) -> Told:
    if people < TOO_FEW:
        return Told(_("hidden"), n=people, note=_("fewer than %(count)s people") % {"count": number(TOO_FEW)})
    return Told(percent(satisfied / answers, 0), n=people)


def register() -> None:
    register_service_figure("satisfaction", label=gettext_lazy("Satisfied"), position=10, read=satisfaction)
