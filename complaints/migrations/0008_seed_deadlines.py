"""The sets of deadlines from their files, our own with the hours of the policy so far; clocks for what runs."""

import tomllib
from pathlib import Path

import pgtrigger
from django.db import connection, migrations, transaction

FILES = Path(__file__).resolve().parents[1] / "deadlines"
ORDER = ("house", "ojk", "sp4n_lapor", "fca", "uu_pdp")
PART = 20_000
CLOCKS = """
INSERT INTO complaints_clock (complaint_id, kind, deadlines_id, amount, unit, pauses, started_at, due_at, ended_at,
    outcome, warned, warn_at)
SELECT c.id, 'solution', s.id, r.amount, r.unit, TRUE, least(c.received_at, c.due_at), c.due_at,
    CASE WHEN c.resolved_at IS NOT NULL THEN greatest(c.resolved_at, least(c.received_at, c.due_at)) END,
    CASE WHEN c.resolved_at IS NULL THEN '' ELSE 'met' END, 0,
    CASE WHEN c.resolved_at IS NULL THEN greatest(c.due_at, now()) END
FROM complaints_complaint c
JOIN complaints_deadlineset s ON s.slug = 'house'
JOIN complaints_deadlinerule r ON r.deadlines_id = s.id AND r.kind = 'solution' AND r.priority = c.priority
WHERE c.id > %s AND c.id <= %s AND NOT EXISTS (SELECT FROM complaints_clock k WHERE k.complaint_id = c.id)
"""
PRESSING = """
UPDATE complaints_complaint SET next_due_at = due_at, next_due_kind = 'solution'
WHERE id > %s AND id <= %s AND next_due_at IS NULL AND waiting_since IS NULL
    AND status IN ('received', 'acknowledged', 'assessed', 'investigating', 'refused')
"""


def seed(apps, schema_editor):
    with transaction.atomic():
        for slug in ORDER:
            add_set(apps, slug)
        add_ladder(apps)
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM complaints_complaint")
        last = cursor.fetchone()[0]
    for start in range(0, last, PART):
        with transaction.atomic(), pgtrigger.ignore(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 0")
            cursor.execute(CLOCKS, [start, start + PART])
            cursor.execute(PRESSING, [start, start + PART])


def add_set(apps, slug):
    DeadlineSet = apps.get_model("complaints", "DeadlineSet")
    DeadlineRule = apps.get_model("complaints", "DeadlineRule")
    values = tomllib.loads((FILES / f"{slug}.toml").read_text())
    rules = values.pop("rules")
    row, is_new = DeadlineSet.objects.get_or_create(slug=slug, defaults=values)
    if not is_new:
        return
    promised = hours_of_policy(apps) if slug == "house" else {}
    for rule in rules:
        for priority, amount in rule["amounts"].items():
            if rule["kind"] == "solution":
                amount = promised.get(priority, amount)
            DeadlineRule.objects.create(
                deadlines=row, kind=rule["kind"], priority="" if priority == "any" else priority,
                told=rule.get("told", ""), amount=amount, unit=rule["unit"],
            )


def hours_of_policy(apps):
    policy = apps.get_model("complaints", "HandlingPolicy").objects.first()
    if policy is None:
        return {}
    words = {"low": "low", "normal": "normal", "high": "high", "urgent": "critical"}
    return {priority: getattr(policy, f"hours_{severity}") for priority, severity in words.items()}


def add_ladder(apps):
    EscalationStep = apps.get_model("complaints", "EscalationStep")
    if not EscalationStep.objects.exists():
        EscalationStep.objects.create(percent=50, to_owner=True)
        EscalationStep.objects.create(percent=80, to_owner=True)
        EscalationStep.objects.create(percent=100, to_owner=True, to_department=True)


class Migration(migrations.Migration):

    atomic = False

    dependencies = [
        ('complaints', '0007_clocks'),
    ]

    operations = [
        migrations.RunPython(seed, migrations.RunPython.noop),
    ]
