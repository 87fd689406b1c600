"""What surveys hold about a person. Answers about confidential complaints stay with the people named on those."""

from typing import Any

from django.db.models import Case, F, Q, TextField, Value, When
from django.utils.translation import gettext_lazy as _

from common.audit import ERASED
from privacy.holdings import Holding, Person, register_holding, register_letters_about
from surveys.models import Answer, Invitation, InvitationLink, UnsubscribeLink


def _without_words() -> dict[str, Any]:
    return {"text": Case(When(text="", then=F("text")), default=Value(ERASED), output_field=TextField())}


def _keys(person: Person) -> list[str]:
    asked = Invitation.objects.filter(customer__in=person.ids)
    return [f"invitation:{pk}" for pk in asked.values_list("pk", flat=True)]


def register() -> None:
    stays = _("That somebody was asked and the numbers of the answers, by which results are counted.")
    register_holding(
        Holding(
            Invitation,
            shown=["survey", "mode", "status", "send_at", "sent_at"],
            given=~Q(complaint__is_restricted=True),
            told=~Q(complaint__is_restricted=True),
            stays=stays,
        )
    )
    register_holding(
        Holding(
            Answer,
            path="response__invitation__customer",
            shown=["response", "question", "number", "text"],
            given=~Q(response__invitation__complaint__is_restricted=True),
            told=~Q(response__invitation__complaint__is_restricted=True),
            values=_without_words,
            stays=stays,
        )
    )
    seen = ~Q(invitation__complaint__is_restricted=True)
    register_holding(Holding(InvitationLink, path="invitation__customer", deleted=True, told=seen))
    register_holding(Holding(UnsubscribeLink, deleted=True))
    register_letters_about(_keys)
