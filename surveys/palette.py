"""What the search of the whole site finds here: surveys."""

from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.palette import Found, register_action, register_records
from customers.models.customer import PlainText
from surveys.models import Survey


def find_surveys(user: User, text: str, limit: int) -> list[Found]:
    wanted = PlainText(Value(text))
    rows = Survey.objects.alias(plain_id=PlainText(F("title_id")), plain_en=PlainText(F("title_en")))
    named = rows.filter(Q(plain_id__contains=wanted) | Q(plain_en__contains=wanted)).order_by("-pk")
    return [
        Found(str(row.pk), row.get_absolute_url(), str(row), str(row.get_status_display())) for row in named[:limit]
    ]


def register() -> None:
    register_records("surveys", label=_("Surveys"), position=50, find=find_surveys)
    register_action("surveys:survey_list", label=_("Surveys"), position=70)
    register_action("surveys:phone_list", label=_("Survey calls"), position=75)
