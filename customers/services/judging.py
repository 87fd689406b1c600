"""Bringing standings and stages up to what the rules say: of who changed, of whom a boundary passed, of everybody.

Promise: whichever way it is done, the outcome is the same. A batch takes its marks off the list before it looks at the
facts, so what commits meanwhile leaves a mark for the next one; batches take turns, so an older look at the facts
never overwrites a newer one.
"""

import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from common.audit import triggers_silenced
from common.formats import number
from customers.enums import LifeCycle
from customers.models import Customer
from customers.queries.judging import IN_SPAN, Span, judged_query
from customers.queries.recomputation import RECOMPUTATION, last_recomputation
from customers.rules import Rules
from customers.signals import Moved, stage_changed, standing_changed
from jobs.enums import UNFINISHED, Status
from jobs.models import Job
from jobs.registry import Step
from jobs.services import start_job

# Whoever judges holds it until the transaction ends. It is taken before any customer's row is locked.
JUDGING_LOCK = 7_205_759_411
BATCH = 5_000
# Of everybody, each batch looks through all refunds once.
SPAN = 10_000
BUDGET_SECONDS = 20.0

# The day a stage was entered, as the facts tell it; never before the stage that came earlier. Regulars who are known
# already are regulars from today: which of their purchases made them so depends on the rules of the moment.
MOVE = """
, late AS (
    SELECT customer_id FROM judged WHERE purchases > 1 AND (
        was_since IS NULL OR (stage = 'repeat' AND was_stage IN ('suspect', 'prospect', 'first_time')))
), second AS (
    -- The first two of each record, read from the index, are enough. Grouped and not numbered: the planner takes one
    -- row in two hundred for a second one, and would compare each of thousands with each.
    SELECT customer_id, ((array_agg(occurred_at ORDER BY occurred_at))[2] AT TIME ZONE %(zone)s)::date AS second_on
    FROM (
        SELECT late.customer_id, two.occurred_at
        FROM late JOIN record USING (customer_id) CROSS JOIN LATERAL (
            SELECT t.occurred_at FROM customers_transaction AS t
            WHERE t.customer_id = record.record_id AND t.kind = ANY(%(kinds)s) AND t.status = 'completed'
                AND t.amount > coalesce((
                    SELECT sum(r.amount) FROM customers_transaction AS r
                    WHERE r.refund_of_id = t.id AND r.kind = 'refund' AND r.status = 'completed'), 0)
            ORDER BY t.occurred_at LIMIT 2
        ) AS two
    ) AS early GROUP BY customer_id
), mover AS (
    SELECT judged.*, second.second_on,
        CASE WHEN stage = was_stage AND was_since IS NOT NULL THEN was_since ELSE greatest(was_since, least(%(today)s,
            CASE WHEN was_since IS NOT NULL AND (stage IN ('client', 'advocate')
                    OR array_position(%(stages)s, stage) < array_position(%(stages)s, was_stage)) THEN %(today)s
                WHEN stage = 'suspect' THEN created_on
                WHEN stage = 'prospect' THEN coalesce(interest_on, %(today)s)
                WHEN stage = 'first_time' THEN first_on
                WHEN stage = 'repeat' THEN second_on
                ELSE greatest(last_on, contract_since, CASE WHEN stage = 'advocate' THEN recommended_on END)
            END)) END AS since
    FROM judged LEFT JOIN second USING (customer_id)
    WHERE standing <> was_standing OR stage <> was_stage OR was_since IS NULL
), locked AS (
    SELECT c.id FROM customers_customer AS c JOIN mover ON mover.customer_id = c.id
    ORDER BY c.id FOR NO KEY UPDATE OF c
), moved AS (
    UPDATE customers_customer AS c SET
        standing = CASE WHEN c.standing_source = 'override' THEN c.standing ELSE m.standing END,
        standing_source = CASE WHEN c.standing_source = 'override' OR m.standing = c.standing
            THEN c.standing_source ELSE 'policy' END,
        stage = CASE WHEN c.stage_source = 'override' THEN c.stage ELSE m.stage END,
        stage_since = CASE WHEN c.stage_source = 'override' THEN c.stage_since ELSE m.since END
    FROM mover AS m JOIN locked ON locked.id = m.customer_id
    WHERE c.id = m.customer_id AND c.merged_into_id IS NULL AND c.erased_at IS NULL
    RETURNING c.id AS customer_id, m.was_standing, c.standing, c.standing_source <> 'override' AS by_policy,
        m.was_stage, c.stage, c.stage_source <> 'override' AS stage_by_policy
), noted_standing AS (
    INSERT INTO customers_standingchange (customer_id, standing, effective_from, source, reason, recorded_at)
    SELECT customer_id, standing, %(today)s, 'policy', '', %(at)s FROM moved
    WHERE by_policy AND standing <> was_standing
    ON CONFLICT (customer_id, effective_from) DO UPDATE
        SET standing = excluded.standing, source = excluded.source, reason = '', recorded_at = excluded.recorded_at,
            recorded_by_id = NULL
), entered AS (
    SELECT m.customer_id, v.stage, v.day
    FROM mover AS m CROSS JOIN LATERAL (
        SELECT stage, day, min(day) OVER (
            ORDER BY array_position(%(stages)s, stage) ROWS BETWEEN 1 FOLLOWING AND UNBOUNDED FOLLOWING) AS next_day
        FROM (VALUES ('suspect', m.created_on), ('prospect', m.interest_on), ('first_time', m.first_on),
            ('repeat', m.second_on)) AS earlier (stage, day)
        WHERE m.was_since IS NULL AND day IS NOT NULL
            AND array_position(%(stages)s, stage) < array_position(%(stages)s, m.stage)
    ) AS v
    WHERE v.day < least(v.next_day, m.since)
    UNION ALL
    SELECT customer_id, stage, since FROM mover WHERE was_since IS NULL OR stage <> was_stage
), course AS (
    SELECT customer_id, stage, day, lead(day) OVER later AS left_on, coalesce(lead(stage) OVER later, '') AS next_stage
    FROM entered WINDOW later AS (PARTITION BY customer_id ORDER BY day)
), noted_stage AS (
    INSERT INTO customers_lifecyclechange
        (customer_id, stage, effective_from, source, reason, recorded_at, left_on, next_stage)
    SELECT course.customer_id, course.stage, course.day, 'policy', '', %(at)s, course.left_on, course.next_stage
    FROM course JOIN moved USING (customer_id) WHERE moved.stage_by_policy
    ON CONFLICT (customer_id, effective_from) DO UPDATE
        SET stage = excluded.stage, source = excluded.source, reason = '', recorded_at = excluded.recorded_at,
            recorded_by_id = NULL
), counted AS (
    INSERT INTO customers_customeractivity (customer_id, purchases, first_on, last_on, recheck_on)
    SELECT j.customer_id, j.purchases, j.first_on, j.last_on, j.recheck_on
    FROM judged AS j LEFT JOIN customers_customeractivity AS was USING (customer_id)
    WHERE (was.purchases, was.first_on, was.last_on, was.recheck_on)
        IS DISTINCT FROM (j.purchases, j.first_on, j.last_on, j.recheck_on)
    ON CONFLICT (customer_id) DO UPDATE SET purchases = excluded.purchases, first_on = excluded.first_on,
        last_on = excluded.last_on, recheck_on = excluded.recheck_on
), forgotten AS (
    DELETE FROM customers_customeractivity AS a USING customers_customer AS c
    WHERE a.customer_id = c.id AND {inside} AND (c.merged_into_id IS NOT NULL OR c.erased_at IS NOT NULL)
)
SELECT customer_id, was_standing, standing, was_stage, stage FROM moved
"""

# Each row of the history says when it ended and what came then, so that figures of a period read only that period.
# Where it began with this move that is known; this is for what stood there before.
LINK = """
UPDATE customers_lifecyclechange AS c SET left_on = l.left_on, next_stage = l.next_stage
FROM (
    SELECT id, lead(effective_from) OVER later AS left_on, coalesce(lead(stage) OVER later, '') AS next_stage
    FROM customers_lifecyclechange WHERE customer_id = ANY(%(ids)s)
    WINDOW later AS (PARTITION BY customer_id ORDER BY effective_from)
) AS l
WHERE c.id = l.id AND (c.left_on, c.next_stage) IS DISTINCT FROM (l.left_on, l.next_stage)
"""

NEXT = """
SELECT count(*), max(id) FROM (SELECT id FROM customers_customer WHERE id > %(after)s ORDER BY id LIMIT %(limit)s) AS n
"""
TAKE_CHANGED = """
WITH taken AS (
    DELETE FROM customers_changedcustomer WHERE id IN (
        SELECT id FROM customers_changedcustomer ORDER BY id LIMIT %(limit)s)
    RETURNING customer_id
)
SELECT DISTINCT customer_id FROM taken
"""
TAKE_DUE = """
SELECT customer_id FROM customers_customeractivity WHERE recheck_on <= %(today)s ORDER BY recheck_on LIMIT %(limit)s
"""


# What the policy does stands in the histories of standing and stage; a copy of every row would say it twice.
SILENCED: dict[type[Model], Sequence[str]] = {Customer: ["update_update", "changed_customers_update"]}


@dataclass(frozen=True)
class Outcome:
    """How many customers got another standing, how many another stage, and how many at least one of them."""

    standings: int = 0
    stages: int = 0
    moved: int = 0

    def __add__(self, other: "Outcome") -> "Outcome":
        return Outcome(*(getattr(self, name) + getattr(other, name) for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Progress:
    """One batch of many: how many records it looked at, up to which id, and what came of it."""

    seen: int
    after: int
    outcome: Outcome


@transaction.atomic
def judge_customers(*, whom: Sequence[int] | Span, today: date, at: datetime, rules: Rules | None = None) -> Outcome:
    """Give these customers the standing and stage that the rules in force ask for on `today`; overrides stay."""
    take_turn()
    return _judge(whom, today, at, rules or Rules.in_force())


@transaction.atomic
def judge_past(*, reviews: Iterable[tuple[Sequence[int], date, datetime]], rules: Rules) -> None:
    """Judge as the worker would have done: whom, on which day, at which moment; for records that come with a past."""
    take_turn()
    with connection.cursor() as cursor:
        touched: set[int] = set()
        with triggers_silenced(cursor, SILENCED):
            for whom, day, at in reviews:
                moved = _move(cursor, whom, day, at, rules)
                touched.update(row[0] for row in moved)
                _announce(moved, at)
        cursor.execute(LINK, {"ids": sorted(touched)})


def take_turn() -> None:
    """Wait until nobody else judges. Services that lock a customer's row and then judge call this first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [JUDGING_LOCK])


def _judge(whom: Sequence[int] | Span, today: date, at: datetime, rules: Rules) -> Outcome:
    with connection.cursor() as cursor:
        with triggers_silenced(cursor, SILENCED):
            moved = _move(cursor, whom, today, at, rules)
        cursor.execute(LINK, {"ids": [row[0] for row in moved]})
    return _announce(moved, at)


def _move(cursor: Any, whom: Sequence[int] | Span, today: date, at: datetime, rules: Rules) -> list[tuple[Any, ...]]:
    """Write what the rules ask for; gives id, standing before and after, stage before and after of who moved."""
    query = judged_query(rules=rules, whom=whom, today=today)
    move = MOVE.format(inside=IN_SPAN if isinstance(whom, Span) else "c.id = ANY(%(ids)s)")
    cursor.execute(query.ctes + move, {**query.params, "at": at, "stages": [str(stage) for stage in LifeCycle]})
    return list(cursor.fetchall())


def _announce(moved: Sequence[tuple[Any, ...]], at: datetime) -> Outcome:
    standings = [Moved(pk, was, now) for pk, was, now, _was_stage, _stage in moved if was != now]
    stages = [Moved(pk, was, now) for pk, _was_standing, _standing, was, now in moved if was != now]
    for signal, moves in ((standing_changed, standings), (stage_changed, stages)):
        if moves:
            signal.send(sender=Customer, moves=moves, at=at)
    return Outcome(len(standings), len(stages), len({move.customer_id for move in standings + stages}))


def refresh_standings(*, today: date, at: datetime, budget: float = BUDGET_SECONDS) -> Outcome:
    """Look at everybody about whom something changed, and at those for whom a boundary has passed.

    In batches, each a transaction of its own, for about `budget` seconds; the next call goes on.
    """
    rules, outcome = Rules.in_force(), Outcome()
    deadline = time.monotonic() + budget
    for take in (TAKE_CHANGED, TAKE_DUE):
        while time.monotonic() < deadline:
            batch = _take_and_judge(take, today, at, rules)
            if batch is None:
                break
            outcome += batch
    return outcome


@transaction.atomic
def _take_and_judge(take: str, today: date, at: datetime, rules: Rules) -> Outcome | None:
    take_turn()
    with connection.cursor() as cursor:
        cursor.execute(take, {"limit": BATCH, "today": today})
        ids = [pk for (pk,) in cursor.fetchall()]
    return _judge(ids, today, at, rules) if ids else None


def recompute_all(*, today: date, at: datetime, after: int = 0, rules: Rules | None = None) -> Iterator[Progress]:
    """Look at everybody in the order of their ids, a batch each time the caller asks for the next."""
    rules = rules or Rules.in_force()
    while True:
        with connection.cursor() as cursor:
            cursor.execute(NEXT, {"after": after, "limit": SPAN})
            seen, until = cursor.fetchone()
        if not seen:
            return
        outcome = judge_customers(whom=Span(after, until), today=today, at=at, rules=rules)
        after = until
        yield Progress(seen, after, outcome)


def recompute_step(job: Job) -> Step:
    """The next batch of a full recomputation."""
    rules, at = Rules.in_force(), timezone.now()
    if rules.fingerprint != job.parameters["rules"]:
        return Step(message=_("The rules changed again meanwhile; another recomputation follows."))
    after, moved = job.state.get("after", 0), job.state.get("moved", 0)
    progress = next(recompute_all(today=timezone.localdate(at), at=at, after=after, rules=rules), None)
    if progress is None:
        text = ngettext("%(count)s customer moved.", "%(count)s customers moved.", moved)
        return Step(message=text % {"count": number(moved)}, result_url=job.parameters.get("page", ""))
    state = {"after": progress.after, "moved": moved + progress.outcome.moved}
    return Step(done=progress.seen, total=job.total or Customer.objects.count(), state=state)


def recompute_everybody_once(*, at: datetime, by: User | None = None, page: str = "") -> Job | None:
    """Have everybody looked at by the worker, once for the rules in force; gives the work, None while it rests.

    So a new policy, another time zone and an upgrade reach everybody, whoever noticed first. Where somebody stopped
    the work, or it failed, it is taken up again after a day.
    """
    fingerprint = Rules.in_force().fingerprint
    last = last_recomputation()
    if last and last.parameters.get("rules") == fingerprint:
        if last.status in (*UNFINISHED, Status.DONE):
            return last
        if last.finished_at and at - last.finished_at < timedelta(days=1):
            return None
    return start_job(
        kind=RECOMPUTATION,
        title=_("Standing and life cycle of all customers"),
        by=by,
        at=at,
        parameters={"rules": fingerprint, "page": page},
        submission_key=uuid5(NAMESPACE_OID, f"{fingerprint} after {last.pk if last else 0}"),
    )
