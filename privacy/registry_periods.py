"""How long the registry, the outbox and this app keep what they know, and what keeps a person there."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.audit import ERASED
from customers.enums import Kind
from customers.models import Contract, Customer, FollowUp, Interaction, StageEvidence, Transaction
from outbox.enums import Status
from outbox.models import Message
from privacy.models import AccessEntry, DataRequest, Download, Restriction, RetentionHold
from privacy.periods import (
    PeriodKind,
    inactive_since,
    keepers,
    of_customer,
    register_activity,
    register_keeper,
    register_period,
)
from privacy.services.erasing import erase_customers
from privacy.services.period_words import erase_words

HELD = _("A hold")


def held() -> Q:
    """Customers whom a hold keeps."""
    return of_customer(RetentionHold.objects.filter(lifted_at=None))


def of_held(path: str = "customer") -> Q:
    """Rows of people whom a hold keeps, by the way to the customer."""
    holds = RetentionHold.objects.filter(lifted_at=None).values("customer")
    survivors = Customer.objects.filter(pk__in=holds, merged_into__isnull=False).values("merged_into")
    own = Q(pk__in=holds) | Q(pk__in=survivors)
    folded = Q(merged_into__in=holds) | Q(merged_into__in=survivors)
    return Q(**{f"{path}__in": Customer.objects.filter(own | folded).values("pk")})


def _register_reasons() -> None:
    register_activity(lambda since: of_customer(Transaction.objects.filter(occurred_at__gte=since)))
    register_activity(lambda since: of_customer(Interaction.objects.filter(happened_at__gte=since)))
    register_activity(lambda since: of_customer(Contract.objects.filter(ends_on__gte=timezone.localdate(since))))
    register_activity(
        lambda since: of_customer(StageEvidence.objects.filter(happened_on__gte=timezone.localdate(since)))
    )
    register_activity(lambda since: of_customer(DataRequest.objects.filter(received_at__gte=since)))
    register_keeper(HELD, held)
    register_keeper(_("An outstanding payment"), lambda: of_customer(Transaction.objects.owed()))
    register_keeper(_("A running contract"), lambda: of_customer(_running()))
    register_keeper(_("A follow-up to be done"), lambda: of_customer(FollowUp.objects.filter(done_at=None)))
    register_keeper(_("An open request about their data"), lambda: of_customer(DataRequest.objects.open()))
    register_keeper(_("A restriction of processing"), lambda: of_customer(Restriction.objects.filter(lifted_at=None)))


def _running() -> Any:
    today = timezone.localdate()
    return Contract.objects.filter(Q(ends_on=None) | Q(ends_on__gte=today))


def _quiet(before: datetime) -> Any:
    old = Customer.objects.current().filter(kind=Kind.EXTERNAL, created_at__lt=before)
    return old.filter(inactive_since(before))


def _people(before: datetime) -> Any:
    found = _quiet(before)
    for keeper in keepers():
        found = found.exclude(keeper.holds())
    return found


def _kept_people(before: datetime, user: User) -> list[tuple[Any, int]]:
    quiet = _quiet(before).order_by()
    counted = [(keeper.label, quiet.filter(keeper.told(user)).count()) for keeper in keepers()]
    return [(label, count) for label, count in counted if count]


def _erase_people(ids: Sequence[Any], at: datetime) -> int:
    customers = list(Customer.objects.filter(pk__in=ids, erased_at=None).order_by("pk"))
    return len(erase_customers(customers=customers, reason="retention", at=at, by=None))


def _line_of_person(customer: Customer) -> tuple[str, str, datetime | None]:
    return f"{customer.number} {customer.name}", customer.get_absolute_url(), customer.created_at


def _interactions(before: datetime) -> Any:
    old = Interaction.objects.filter(happened_at__lt=before).exclude(summary__in=["", ERASED], details="")
    return old.exclude(of_held()).select_related("customer")


def _letters(before: datetime) -> Any:
    over = Message.objects.filter(status__in=[Status.SENT, Status.CANCELLED], created_at__lt=before)
    return over.exclude(to_email=ERASED)


def _erase_letters(ids: Sequence[Any], at: datetime) -> int:
    rows = Message.objects.filter(pk__in=ids)
    told = rows.filter(is_confidential=False).count()
    rows.update(to_email=ERASED, subject=ERASED, cc=[], sealed=None, last_error="")
    return told


def _requests(before: datetime) -> Any:
    old = DataRequest.objects.filter(answered_at__lt=before).exclude(
        requester__in=["", ERASED], details__in=["", ERASED], contact="", identity_note__in=["", ERASED]
    )
    return old.exclude(of_held()).select_related("customer")


def _deleted(model: Any) -> Any:
    def erase(ids: Sequence[Any], at: datetime) -> int:
        return model.objects.filter(pk__in=ids).delete()[0]

    return erase


def _register_kinds() -> None:
    register_period(
        PeriodKind(
            "people",
            _("Customers who are gone"),
            _("Last purchase, contract, contact or complaint"),
            _("The person: name, addresses, notes, messages, from every table and file"),
            _("Numbers and dates, by which figures are counted"),
            due=_people, erase=_erase_people, line=_line_of_person, kept=_kept_people, least=12, batch=20,
        )
    )  # fmt: skip
    register_period(
        PeriodKind(
            "interactions",
            _("Notes of calls, visits and messages"),
            _("The day of the contact"),
            _("What was said"),
            _("When and how we were in touch."),
            due=_interactions,
            erase=erase_words(Interaction),
            line=lambda row: (f"{row.customer}: {row.summary}", row.customer.get_absolute_url(), row.happened_at),
        )
    )
    register_period(
        PeriodKind(
            "letters",
            _("E-mails in the outbox"),
            _("The day of the message"),
            _("Address and subject; the text goes when it is sent"),
            _("That a message was sent, and when"),
            due=_letters,
            erase=_erase_letters,
            shown=lambda user, rows: rows.filter(is_confidential=False),
            line=lambda row: (f"{row.to_email}: {row.subject}", reverse("outbox:message_list"), row.created_at),
        )
    )
    register_period(
        PeriodKind(
            "requests",
            _("Requests about personal data"),
            _("The day of the answer"),
            _("Who asked, in which words, and notes of the steps"),
            _("That it was asked and answered in time."),
            due=_requests,
            erase=erase_words(DataRequest),
            line=lambda row: (str(row), row.get_absolute_url(), row.answered_at),
        )
    )


def _register_logs() -> None:
    for name, model, label in (("looks", AccessEntry, _("Who looked")), ("downloads", Download, _("Downloads"))):
        register_period(
            PeriodKind(
                name,
                label,
                _("The day of the line"),
                _("The whole line"),
                "–",
                due=lambda before, model=model: model.objects.filter(at__lt=before).select_related("user"),
                erase=_deleted(model),
                line=_line_of_log,
                batch=5_000,
            )
        )


def _line_of_log(row: Any) -> tuple[str, str, datetime | None]:
    about = row.filename if isinstance(row, Download) else row.get_kind_display()
    return f"{row.user}: {about}", "", row.at


def register() -> None:
    _register_reasons()
    _register_kinds()
    _register_logs()
