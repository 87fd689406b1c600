"""How long the words of survey answers are kept."""

from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.audit import ERASED
from complaints.models import Complaint
from privacy.periods import PeriodKind, of_customer, register_activity, register_period
from privacy.services.period_words import erase_words
from surveys.models import Answer, Response

_ABOUT = "response__invitation__complaint"


def _over(before: datetime) -> Any:
    old = Answer.objects.filter(response__submitted_at__lt=before).exclude(text__in=["", ERASED])
    return old.select_related("response")


def _shown(user: User, rows: Any) -> Any:
    return rows.exclude(**{f"{_ABOUT}__in": Complaint.objects.hidden_from(user)})


def _line(answer: Answer) -> tuple[str, str, datetime | None]:
    return answer.text[:120], answer.response.get_absolute_url(), answer.response.submitted_at


def register() -> None:
    answered = Response.objects.all()
    register_activity(lambda since: of_customer(answered.filter(submitted_at__gte=since), "invitation__customer"))
    register_period(
        PeriodKind(
            "answers",
            _("Survey answers in words"),
            _("The day of the answer"),
            _("What was written"),
            _("That somebody was asked and the numbers of the answers, by which results are counted."),
            due=_over,
            erase=erase_words(Answer, told=~Q(**{f"{_ABOUT}__is_restricted": True})),
            line=_line,
            shown=_shown,
        )
    )
