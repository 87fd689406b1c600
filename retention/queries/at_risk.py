"""Customers of the opening count who may be leaving: quieter than is usual for them, or with something open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max, QuerySet

from accounts.models import User
from common.fiscal import day_start
from complaints.enums import OPEN_STATUSES
from complaints.models import Complaint
from customers.models import Customer, FollowUp, Interaction
from retention.models import AtRisk, YearResult
from retention.queries.activity import Query, activity_query

# The usual gap is the mean of the days between days of business; it takes two such days to know it.
AT_RISK = """
    business AS (
        SELECT coalesce(folded.survivor_id, t.customer_id) AS customer_id,
            (t.occurred_at AT TIME ZONE %(zone)s)::date AS day
        FROM customers_transaction AS t
        LEFT JOIN refunded ON refunded.purchase_id = t.id
        LEFT JOIN folded ON folded.duplicate_id = t.customer_id
        WHERE t.kind IN ('purchase', 'booking', 'service') AND t.status = 'completed' AND t.recorded_at <= %(cutoff)s
            AND t.occurred_at < %(known_until)s AND t.amount > coalesce(refunded.amount, 0)
    ), habit AS (
        SELECT customer_id, max(day) AS last_on, %(as_of)s - max(day) AS quiet_days,
            (max(day) - min(day)) / nullif(count(DISTINCT day) - 1, 0) AS usual_gap_days
        FROM business GROUP BY customer_id
    ), under_contract AS (
        SELECT DISTINCT coalesce(folded.survivor_id, c.customer_id) AS customer_id
        FROM customers_contract AS c LEFT JOIN folded ON folded.duplicate_id = c.customer_id
        WHERE c.recorded_at <= %(cutoff)s AND c.starts_on <= %(as_of)s
            AND (c.ends_on IS NULL OR c.ends_on >= %(as_of)s)
    ), open_complaint AS (
        SELECT DISTINCT coalesce(folded.survivor_id, c.customer_id) AS customer_id
        FROM complaints_complaint AS c LEFT JOIN folded ON folded.duplicate_id = c.customer_id
        WHERE NOT c.is_restricted AND c.status = ANY(%(open_statuses)s)
    ), low_score AS (
        SELECT DISTINCT coalesce(folded.survivor_id, i.customer_id) AS customer_id
        FROM surveys_response AS r
        JOIN surveys_invitation AS i ON i.id = r.invitation_id
        LEFT JOIN complaints_complaint AS c ON c.id = i.complaint_id
        LEFT JOIN folded ON folded.duplicate_id = i.customer_id
        WHERE r.is_low AND r.submitted_at >= %(year_from)s AND c.is_restricted IS NOT TRUE
    ), signs AS (
        SELECT m.customer_id, m.revenue_before, h.last_on, greatest(coalesce(h.quiet_days, 0), 0) AS quiet_days,
            h.usual_gap_days,
            coalesce(h.quiet_days > 2 * h.usual_gap_days, false) AND u.customer_id IS NULL AS is_quiet,
            o.customer_id IS NOT NULL AS has_open_complaint, l.customer_id IS NOT NULL AS has_low_score
        FROM retention_yearresultcustomer AS m
        LEFT JOIN habit AS h ON h.customer_id = m.customer_id
        LEFT JOIN under_contract AS u ON u.customer_id = m.customer_id
        LEFT JOIN open_complaint AS o ON o.customer_id = m.customer_id
        LEFT JOIN low_score AS l ON l.customer_id = m.customer_id
        WHERE m.result_id = %(result)s AND m."group" IN ('kept', 'lost') AND NOT m.is_involuntary
    )"""


def signs_query(result: YearResult) -> Query:
    """`signs`: a row per customer of the running year's opening count, with what may warn of leaving."""
    base = activity_query(days=(result.as_of,), cutoff=result.cutoff, window_months=result.window_months)
    year_from = day_start(result.fiscal_year.starts_on, ZoneInfo(settings.TIME_ZONE))
    params = {**base.params, "result": result.pk, "as_of": result.as_of, "year_from": year_from}
    params["open_statuses"] = [str(status) for status in OPEN_STATUSES]
    return Query(f"{base.ctes}, {AT_RISK}", params)


SIGNS = {"quiet": "is_quiet", "complaint": "has_open_complaint", "score": "has_low_score"}


@dataclass(frozen=True)
class AtRiskRow:
    """A customer to call, who looks after it, and when we last spoke."""

    risk: AtRisk
    owner: User | None
    last_contact_at: datetime | None


def customers_at_risk(sign: str = "") -> QuerySet[AtRisk]:
    """All of them, or those with one sign ("quiet", "complaint", "score")."""
    rows = AtRisk.objects.select_related("customer")
    return rows.filter(**{SIGNS[sign]: True}) if sign in SIGNS else rows


def with_contacts(risks: Sequence[AtRisk], *, user: User) -> list[AtRiskRow]:
    """The rows of a page with the owner of what is open with each customer, and the last contact."""
    customers = [risk.customer_id for risk in risks]
    folded = dict(Customer.objects.filter(merged_into__in=customers).values_list("pk", "merged_into"))
    whose = {**{pk: pk for pk in customers}, **folded}
    contacts = Interaction.objects.contacts().filter(customer__in=whose).values_list("customer")
    spoken: dict[int, datetime] = {}
    for pk, last in contacts.annotate(last=Max("happened_at")).order_by("last"):
        spoken[int(whose[pk] or pk)] = last
    complaints = Complaint.objects.visible_to(user).open().filter(customer__in=whose, owner__isnull=False)
    follow_ups = FollowUp.objects.filter(customer__in=whose, done_at=None, owner__isnull=False)
    owners = {whose[row.customer_id]: row.owner for row in complaints.select_related("owner").order_by("-due_at")}
    owners |= {whose[row.customer_id]: row.owner for row in follow_ups.select_related("owner").order_by("-due_at")}
    return [AtRiskRow(risk, owners.get(risk.customer_id), spoken.get(risk.customer_id)) for risk in risks]
