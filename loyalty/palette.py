"""What the search of the whole site finds here: programmes."""

from django.db.models import F, Q, Value
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.palette import Found, register_action, register_records
from customers.models.customer import PlainText
from loyalty.models import Programme


def find_programmes(user: User, text: str, limit: int) -> list[Found]:
    wanted = PlainText(Value(text))
    rows = Programme.objects.alias(plain_id=PlainText(F("name_id")), plain_en=PlainText(F("name_en")))
    named = rows.filter(Q(plain_id__contains=wanted) | Q(plain_en__contains=wanted)).order_by("-pk")
    return [Found(str(row.pk), row.get_absolute_url(), row.name) for row in named[:limit]]


def register() -> None:
    register_records("programmes", label=_("Loyalty programmes"), position=40, find=find_programmes)
    register_action("loyalty:programme_list", label=_("Loyalty programmes"), position=80)
