"""Why one customer has its standing and its stage, in words: one look at the facts by the rules in force."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from common.fiscal import ONE_DAY, months_before, window_start
from common.formats import money, number, shortdate
from customers.enums import LifeCycle, Standing
from customers.models import Customer
from customers.queries.judging import judged_query
from customers.rules import Rules

LOOK = "SELECT * FROM judged"


@dataclass(frozen=True)
class YearCount:
    """Business of one of the last years, counted back from today; both days inclusive."""

    first: date
    last: date
    purchases: int
    amount: Decimal | None
    is_good: bool


@dataclass(frozen=True)
class Judgement:
    """What the rules see in a customer. `by_policy_*` say what they would decide, were nothing set by hand."""

    rules: Rules
    today: date
    standing: Standing
    stage: LifeCycle
    years: list[YearCount]
    purchases: int
    first_on: date | None
    last_on: date | None
    recent: int
    contract_since: date | None
    interest_on: date | None
    recommended_on: date | None
    is_recommending: bool
    is_lapsed: bool

    @property
    def quiet_since(self) -> date | None:
        """The last purchase of somebody who has bought nothing for longer than the policy allows a client."""
        return self.last_on if self.is_lapsed else None

    @property
    def standing_reason(self) -> str:
        """One sentence, with the figures behind it."""
        if self.standing == Standing.PROSPECT:
            return _("No purchase and no contract yet.")
        if self.standing == Standing.PRIMARY or self.purchases:
            return f"{self._asked()} ({self._counted()})"
        return _("Has a contract since %(day)s, no purchase yet.") % {"day": shortdate(self.contract_since)}

    def _asked(self) -> str:
        rules = self.rules
        values = {"purchases": number(rules.transactions_a_year), "years": number(rules.tenure_years)}
        values |= {"good": number(rules.good_years), "amount": money(rules.amount_a_year)}
        if self.standing != Standing.PRIMARY:
            text = _(
                "Has bought, but not regularly: a primary customer has at least %(purchases)s purchases in %(good)s of "
                "the last %(years)s years"
            )
        elif rules.forgiven_years:
            text = _("At least %(purchases)s purchases in %(good)s of the last %(years)s years")
        elif rules.tenure_years == 1:
            text = _("At least %(purchases)s purchases in the last year")
        else:
            text = _("At least %(purchases)s purchases in each of the last %(years)s years")
        if rules.amount_a_year:
            text = _("%(sentence)s and at least %(amount)s each") % {"sentence": text, "amount": "%(amount)s"}
        return text % values

    def _counted(self) -> str:
        return "; ".join(
            f"{shortdate(year.first)} – {shortdate(year.last)}: {number(year.purchases)}"
            + (f", {money(year.amount)}" if year.amount is not None else "")
            for year in self.years
        )

    @property
    def stage_reason(self) -> str:
        """One sentence about the stage."""
        return _STAGE_REASONS[self.stage](self)

    def _client(self) -> str:
        if self.contract_since:
            return _("A regular: has a contract since %(day)s.") % {"day": shortdate(self.contract_since)}
        if self.recent >= self.rules.client_purchases:
            return _("A regular: %(count)s purchases in the last %(months)s months.") % {
                "count": number(self.recent),
                "months": number(self.rules.client_months),
            }
        return _("A regular: is a primary customer and bought last on %(day)s.") % {"day": shortdate(self.last_on)}

    def _advocate(self) -> str:
        return _("%(reason)s Recommended us on %(day)s.") % {
            "reason": self._client(),
            "day": shortdate(self.recommended_on),
        }

    def _repeat(self) -> str:
        text = ngettext("%(count)s purchase", "%(count)s purchases", self.purchases) % {"count": number(self.purchases)}
        if self.is_lapsed:
            return _("%(purchases)s, but none for more than %(months)s months (the last on %(day)s).") % {
                "purchases": text,
                "months": number(self.rules.lapse_months),
                "day": shortdate(self.last_on),
            }
        return _("%(purchases)s, the last on %(day)s; a regular has %(asked)s within %(months)s months.") % {
            "purchases": text,
            "day": shortdate(self.last_on),
            "asked": number(self.rules.client_purchases),
            "months": number(self.rules.client_months),
        }

    def _first_time(self) -> str:
        return _("Bought once, on %(day)s.") % {"day": shortdate(self.first_on)}

    def _prospect(self) -> str:
        if self.interest_on is None:
            return _("Has ordered for a later day.")
        return _("Showed interest on %(day)s, no purchase yet.") % {"day": shortdate(self.interest_on)}

    def _suspect(self) -> str:
        return _("In the registry; no interest shown and nothing bought yet.")


_STAGE_REASONS = {
    LifeCycle.SUSPECT: Judgement._suspect,
    LifeCycle.PROSPECT: Judgement._prospect,
    LifeCycle.FIRST_TIME: Judgement._first_time,
    LifeCycle.REPEAT: Judgement._repeat,
    LifeCycle.CLIENT: Judgement._client,
    LifeCycle.ADVOCATE: Judgement._advocate,
}


def judgement_of(customer: Customer, *, today: date, rules: Rules | None = None) -> Judgement | None:
    """What the rules in force say of this customer by themselves; None for a record that was folded or erased."""
    rules = rules or Rules.in_force()
    query = judged_query(rules=rules, whom=[customer.pk], today=today, without_overrides=True)
    with connection.cursor() as cursor:
        cursor.execute(f"{query.ctes} {LOOK}", query.params)
        columns = [column.name for column in cursor.description]
        row = cursor.fetchone()
    if row is None:
        return None
    found = dict(zip(columns, row, strict=True))
    kept = {name: found[name] for name in Judgement.__dataclass_fields__ if name in found}
    kept |= {"standing": Standing(found["standing"]), "stage": LifeCycle(found["stage"])}
    return Judgement(rules=rules, today=today, years=_years(found, rules, today), **kept)


def _years(found: dict[str, Any], rules: Rules, today: date) -> list[YearCount]:
    """The latest year first."""
    years = []
    for year in range(rules.tenure_years):
        count, amount = found[f"count_{year}"], found.get(f"amount_{year}")
        is_good = count >= rules.transactions_a_year and (amount is None or amount >= rules.amount_a_year)
        last = months_before(today + ONE_DAY, 12 * year) - ONE_DAY
        years.append(YearCount(window_start(today, 12 * (year + 1)), last, count, amount, is_good))
    return years
