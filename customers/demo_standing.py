"""Standing and life cycle of the demo: what an earlier system knew, then the worker's reviews over two years."""

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from django.db import connection

from accounts.enums import Role
from accounts.models import User
from customers.demo_history import MONTHS, History, months_back
from customers.enums import EvidenceKind, Standing, StandingSource
from customers.models import Customer, StageEvidence, StandingChange
from customers.rules import Rules
from customers.services.judging import judge_past, refresh_standings
from customers.services.life_cycle import set_stage
from customers.services.standing import set_standing

KNOWN_AFTER_MONTHS = 24  # so much of the simulation has to pass before two years can be looked back on
INTEREST = (
    "Bertanya paket rapat lewat teman",
    "Mengambil brosur di pameran",
    "Asked for a group rate at the front desk",
    "Minta dikirimi harga paket bulan madu",
)
RECOMMENDED = (
    "Mengajak dua keluarga lain menginap bersama",
    "Menulis ulasan baik di media sosial",
    "Brought three colleagues to the annual meeting",
    "Tamu baru menyebut namanya sebagai pemberi saran",
)


def make_standings(rng: random.Random, today: date, customers: list[Customer], histories: list[History]) -> None:
    """The worker looks at everybody again and again, as it would have done; some things people decided."""
    _bring_over(customers, histories)
    _note_evidence(rng, today, customers, histories)
    rules, since = Rules.in_force(), list(Customer.objects.current().values_list("pk", "created_at"))
    occasions = ((day, datetime.combine(day, time(1), tzinfo=UTC)) for day in _reviews(today))
    know_the_tables()
    judge_past(
        reviews=(([pk for pk, created_at in since if created_at <= at], day, at) for day, at in occasions), rules=rules
    )
    _overrule(today, customers, histories)
    refresh_standings(today=today, at=datetime.combine(today, time(1), tzinfo=UTC))


def know_the_tables() -> None:
    """Nobody has counted rows that were written a second ago; the planner would take the tables for empty."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE customers_customer, customers_transaction, customers_standingchange")


def _bring_over(customers: list[Customer], histories: list[History]) -> None:
    """Old customers come with the standing an earlier system had for them."""
    changes = []
    for customer, history in zip(customers, histories, strict=True):
        if history.is_old:
            customer.standing = Standing.PRIMARY if len(history.visits) > 12 else Standing.SECONDARY
            customer.standing_source = StandingSource.IMPORT
            changes.append(
                StandingChange(
                    customer=customer,
                    standing=customer.standing,
                    effective_from=history.since,
                    source=StandingSource.IMPORT,
                    recorded_at=customer.created_at,
                )
            )
    StandingChange.objects.bulk_create(changes)
    Customer.objects.bulk_update(customers, ["standing", "standing_source"], batch_size=500)


def _note_evidence(rng: random.Random, today: date, customers: list[Customer], histories: list[History]) -> None:
    staff = list(User.objects.filter(is_active=True, role=Role.AGENT).order_by("pk"))
    pairs = list(zip(customers, histories, strict=True))
    newcomers = [customer for customer, history in pairs if not history.is_old]
    regulars = [customer for customer, history in pairs if len(history.visits) > 20 and history.left_on is None]
    rows = []
    for customer in rng.sample(newcomers, min(60, len(newcomers))):
        since = customer.created_at.date()
        rows.append((customer, EvidenceKind.INTEREST, since + timedelta(days=rng.randrange(5)), INTEREST))
    for customer in rng.sample(regulars, min(24, len(regulars))):
        happened_on = today - timedelta(days=rng.randrange(20, 600))
        rows.append((customer, EvidenceKind.RECOMMENDATION, happened_on, RECOMMENDED))
    StageEvidence.objects.bulk_create(
        StageEvidence(
            customer=customer,
            kind=kind,
            happened_on=min(day, today),
            note=rng.choice(notes),
            recorded_at=datetime.combine(min(day, today), time(3), tzinfo=UTC),
            recorded_by=rng.choice(staff) if staff else None,
        )
        for customer, kind, day, notes in rows
    )


def _reviews(today: date) -> list[date]:
    """Each quarter, in the last year each month and at last each week: few then move on the day of the demo itself."""
    quarters = [months_back(today, MONTHS - month) for month in range(KNOWN_AFTER_MONTHS, MONTHS, 3)]
    months = [months_back(today, month) for month in range(2, 12)]
    weeks = [today - timedelta(weeks=week) for week in range(8)]
    return sorted({*quarters, *months, *weeks} - {today})


def hear_of_recommendations(days: Iterable[tuple[int, date]], today: date) -> None:
    """Clients who said on some day that they recommend us became advocates then, and not when the demo was made."""
    heard = dict(sorted(days, key=lambda pair: pair[1], reverse=True))
    clients = Customer.objects.current().filter(pk__in=heard, stage="client").exclude(stage_source="override")
    moved: dict[date, list[int]] = {}
    for pk, since in clients.values_list("pk", "stage_since"):
        moved.setdefault(min(today, max(heard[pk], since)), []).append(pk)
    judge_past(
        reviews=((pks, day, datetime.combine(day, time(1), tzinfo=UTC)) for day, pks in sorted(moved.items())),
        rules=Rules.in_force(),
    )


def _overrule(today: date, customers: list[Customer], histories: list[History]) -> None:
    """Two that a manager knows better than the figures do."""
    manager = User.objects.filter(role=Role.MANAGER).order_by("pk").first()
    rare = [c for c, history in zip(customers, histories, strict=True) if 3 <= len(history.visits) <= 6][:2]
    if manager is None or len(rare) < 2:
        return
    day = today - timedelta(days=40)
    at = datetime.combine(day, time(4), tzinfo=UTC)
    set_standing(
        customer=rare[0],
        standing=Standing.PRIMARY,
        effective_from=day,
        source=StandingSource.OVERRIDE,
        reason="Mitra pendiri hotel; berhak atas fasilitas khusus",
        by=manager,
        at=at,
    )
    set_stage(
        customer=rare[1],
        stage="client",
        effective_from=day,
        reason="Perjanjian kerja sama ditandatangani, pesanan mulai bulan depan",
        by=manager,
        at=at,
    )
