"""What the head of the customer's page says from our own tables: who this is, in five seconds."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.formats import compact_money, number, relative, shortdate
from customers.enums import Standing, StandingSource
from customers.models import Customer, StandingChange
from customers.panels import Fact, register_facts, shared
from customers.permissions import can_edit_customer, can_set_standing
from customers.presence import is_there
from customers.queries.duplicates import count_open_pairs
from customers.queries.portrait import Portrait


def portrait_of(customer: Customer) -> Portrait:
    """The reads of this record, shared by everything on its page."""
    portrait: Portrait = shared(customer, "customers", lambda: Portrait(customer))
    return portrait


def standing_reason(customer: Customer, change: StandingChange | None) -> str:
    """Why a customer has this standing, in half a sentence."""
    if customer.standing_source == StandingSource.OVERRIDE:
        words = {"person": change.recorded_by, "reason": change.reason} if change else {"person": "–", "reason": "–"}
        return _("by hand (%(person)s): %(reason)s") % words
    if customer.standing_source == StandingSource.IMPORT:
        return _("from an earlier system")
    if customer.standing == Standing.PRIMARY:
        return _("buys regularly for years")
    return _("buys, but not regularly") if customer.standing == Standing.SECONDARY else _("has not bought yet")


def standing(request: HttpRequest, customer: Customer) -> Iterator[Fact]:
    change = portrait_of(customer).standing_change
    note = standing_reason(customer, change)
    if change:
        since = _("since %(day)s") % {"day": shortdate(change.effective_from)}
        note = f"{note}, {since}"
    may_set = can_set_standing(request.user) and can_edit_customer(request.user, customer)
    yield Fact(
        _("Standing"),
        customer.get_standing_display(),
        note=note,
        tone="primary" if customer.standing == Standing.PRIMARY else "closed",
        url=reverse("customers:standing_edit", args=[customer.pk]) if may_set else "",
    )


def life_cycle(request: HttpRequest, customer: Customer) -> Iterator[Fact]:
    """Internal customers don't pass from stranger to advocate: they are there by their work."""
    if customer.is_internal:
        return
    since = customer.stage_since
    note = _("since %(day)s") % {"day": shortdate(since)} if since else ""
    url = reverse("customers:customer_stage", args=[customer.pk])
    yield Fact(_("Life cycle"), customer.get_stage_display(), note=note, url=url)


def history(request: HttpRequest, customer: Customer) -> Iterator[Fact]:
    totals = portrait_of(customer).totals
    if totals.first_at is None:
        yield Fact(_("In the registry since"), shortdate(customer.created_at), note=_("no transactions yet"))
        return
    bought = ngettext("%(count)s transaction", "%(count)s transactions", totals.count)
    amount = compact_money(totals.spent)
    note = f"{bought % {'count': number(totals.count)}}, {amount}"
    yield Fact(
        _("Customer since"),
        shortdate(totals.first_at),
        note=note,
        url=reverse("customers:transaction_list", args=[customer.pk]),
    )
    yield Fact(_("Last transaction"), relative(totals.last_at))


def owner(request: HttpRequest, customer: Customer) -> Iterator[Fact]:
    person = customer.owner
    if person is None:
        yield Fact(_("Looked after by"), _("nobody yet"))
    else:
        yield Fact(_("Looked after by"), str(person), note="" if person.is_active else _("can no longer sign in"))


def consent(request: HttpRequest, customer: Customer) -> Iterator[Fact]:
    surveys = _("surveys allowed") if customer.survey_consent else _("no surveys")
    if customer.do_not_contact:
        yield Fact(_("Consent"), _("do not contact"), note=surveys, tone="alert")
    else:
        yield Fact(_("Consent"), _("may be contacted"), note=surveys)


def next_follow_up(request: HttpRequest, customer: Customer) -> Iterator[Fact]:
    follow_ups = portrait_of(customer).follow_ups
    if not follow_ups:
        yield Fact(_("Next follow-up"), _("none planned"))
        return
    first = follow_ups[0]
    late = first.due_at < timezone.now()
    when = _("overdue, %(when)s") % {"when": relative(first.due_at)} if late else relative(first.due_at)
    yield Fact(
        _("Next follow-up"),
        when,
        note=first.task,
        tone="alert" if late else "",
        url=reverse("customers:follow_up_done", args=[first.pk]),
    )


def outstanding(request: HttpRequest, customer: Customer) -> Iterator[Fact]:
    """What is still to be paid, one fact for each currency: amounts of several are never added up."""
    rows, today = portrait_of(customer).owed, portrait_of(customer).today
    for currency in dict.fromkeys(row.currency for row in rows):
        due = [row for row in rows if row.currency == currency]
        first = due[0].due_on
        late = first is not None and first < today
        when = _("overdue since %(day)s") if late else _("due on %(day)s")
        yield Fact(
            _("Still to be paid"),
            compact_money(sum(row.outstanding for row in due), currency),
            note=when % {"day": shortdate(first)} if first else "",
            tone="alert" if late else "",
            url="#payments",
        )


def duplicates(request: HttpRequest, customer: Customer) -> Iterator[Fact]:
    """Who else may be this customer, while somebody has to decide about it."""
    if customer.merged_into_id is not None or not is_there(customer, "open_pairs"):
        return
    if count := count_open_pairs(customer):
        yield Fact(
            _("Possible duplicates"), str(count), url=f"{reverse('customers:duplicate_review')}?customer={customer.pk}"
        )


def register() -> None:
    register_facts("standing", position=10, build=standing)
    register_facts("life_cycle", position=20, build=life_cycle)
    register_facts("history", position=30, build=history)
    register_facts("owner", position=40, build=owner)
    # 50: tier, 70: open complaints, by the apps above.
    register_facts("consent", position=60, build=consent)
    register_facts("outstanding", position=80, build=outstanding)
    register_facts("next_follow_up", position=90, build=next_follow_up)
    register_facts("duplicates", position=100, build=duplicates)
