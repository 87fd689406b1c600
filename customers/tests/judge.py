"""The rules of standing and stage, said once more in plain Python: one customer at a time, day by day."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from django.utils import timezone

from customers.models import Contract, Customer, Interaction, StageEvidence, Transaction
from customers.rules import Rules


def months_back(day: date, months: int) -> date:
    """The day after which the last `months` months, up to and with `day`, begin."""
    following = day + timedelta(days=1)
    number = following.year * 12 + following.month - 1 - months
    last = monthrange(number // 12, number % 12 + 1)[1]
    return date(number // 12, number % 12 + 1, min(following.day, last)) - timedelta(days=1)


@dataclass
class Facts:
    """What is known of one customer on a day."""

    bought: list[tuple[date, Decimal, str]] = field(default_factory=list)
    contracts: list[tuple[date, date | None]] = field(default_factory=list)
    interest: list[date] = field(default_factory=list)
    recommended: list[date] = field(default_factory=list)


def facts_of(customer: Customer) -> Facts:
    records = [customer.pk, *Customer.objects.filter(merged_into=customer).values_list("pk", flat=True)]
    facts = Facts()
    for row in Transaction.objects.filter(customer__in=records, kind__in=["purchase", "booking", "service"]):
        refunds = Transaction.objects.filter(refund_of=row, status="completed").values_list("amount", flat=True)
        left = row.amount - sum(refunds)
        if row.status == "completed" and left > 0:
            facts.bought.append((timezone.localdate(row.occurred_at), left, row.currency))
        if row.status == "pending":
            facts.interest.append(timezone.localdate(min(row.occurred_at, row.recorded_at)))
    facts.contracts = list(Contract.objects.filter(customer__in=records).values_list("starts_on", "ends_on"))
    for talk in Interaction.objects.filter(customer__in=records):
        facts.interest.append(timezone.localdate(talk.happened_at))
    for note in StageEvidence.objects.filter(customer__in=records):
        (facts.interest if note.kind == "interest" else facts.recommended).append(note.happened_on)
    return facts


def judge(customer: Customer, rules: Rules, today: date) -> tuple[str, str]:
    """Standing and stage."""
    facts = facts_of(customer)
    days = sorted(day for day, _amount, _currency in facts.bought if day <= today)
    in_force = any(first <= today and (last is None or last >= today) for first, last in facts.contracts)
    standing = customer.standing if customer.standing_source == "override" else _standing(facts, rules, today, in_force)
    if customer.stage_source == "override":
        return standing, customer.stage
    return standing, _stage(facts, rules, today, days, in_force, standing)


def _standing(facts: Facts, rules: Rules, today: date, in_force: bool) -> str:
    good = 0
    for year in range(rules.tenure_years):
        after, until = months_back(today, 12 * (year + 1)), months_back(today, 12 * year)
        rows = [(amount, currency) for day, amount, currency in facts.bought if after < day <= until]
        spent = sum(amount for amount, currency in rows if currency == "IDR")
        good += len(rows) >= rules.transactions_a_year and spent >= rules.amount_a_year
    if good >= rules.tenure_years - rules.forgiven_years:
        return "primary"
    return "secondary" if in_force or any(day <= today for day, *_rest in facts.bought) else "prospect"


def _stage(facts: Facts, rules: Rules, today: date, days: list[date], in_force: bool, standing: str) -> str:
    recent = [day for day in days if day > months_back(today, rules.client_months)]
    is_active = bool(days) and days[-1] > months_back(today, rules.lapse_months)
    is_regular = len(recent) >= rules.client_purchases or (rules.primary_is_client and standing == "primary")
    if in_force or (is_active and is_regular):
        told = [day for day in facts.recommended if months_back(today, rules.advocate_months) < day <= today]
        return "advocate" if told else "client"
    if days:
        return "repeat" if len(days) > 1 else "first_time"
    ordered = any(day > today for day, *_rest in facts.bought)
    return "prospect" if ordered or any(day <= today for day in facts.interest) else "suspect"
