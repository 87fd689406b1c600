"""Redemptions on one hot account by eight threads, against locking the row, reading it and writing it."""

import time
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import psycopg2
from django.db import connection
from django.utils import timezone

from accounts.models import User
from bench.figures import Figure
from customers.models import Customer
from loyalty.enums import EntryKind
from loyalty.models import Membership, Programme, Reward
from loyalty.services import redeem_reward
from loyalty.services.ledger import BOOK, book

THREADS, EACH = 8, 60
LOCK = "SELECT balance FROM loyalty_membership WHERE id = %(membership)s FOR UPDATE"
TAKE = "UPDATE loyalty_membership SET balance = %(left)s WHERE id = %(membership)s"
NOTE = """
    INSERT INTO loyalty_ledgerentry (membership_id, kind, points, balance_after, waived, reason, created_at)
    VALUES (%(membership)s, 'goodwill', -1, %(left)s, 0, '', now())"""
BOOKING = dict.fromkeys(("redemption", "source_key", "by"), None) | {"points": -1, "kind": "goodwill", "reason": ""}


def figures(manager: User) -> Iterator[Figure]:
    at = timezone.now()
    programme = Programme.objects.create(
        name_id="Bench", name_en="Bench", currency_per_point=10000, starts_on=date(2020, 1, 1)
    )
    reward = Reward.objects.create(programme=programme, name_id="Satu", name_en="One", cost=1)
    customer = Customer.objects.current().order_by("id")[0]
    member = Membership.objects.create(programme=programme, customer=customer, enrolled_at=at)
    book(membership=member, kind=EntryKind.GOODWILL, points=10_000, at=at, reason="bench")

    def redeem() -> None:
        mine = Membership.objects.get(pk=member.pk)
        redeem_reward(membership=mine, reward=reward, at=timezone.now(), by=manager, submission_key=uuid.uuid4())

    locked = per_second(raw_loop(locking, member.pk))
    at_once = per_second(raw_loop(booking, member.pk))
    whole = per_second(django_loop(redeem))
    left = Membership.objects.get(pk=member.pk).balance
    if left != 10_000 - 3 * THREADS * EACH:
        raise RuntimeError(f"Points were lost or made: {left} are left.")
    floor_is = "SELECT FOR UPDATE, UPDATE, INSERT"
    yield Figure("bookings on one account, 8 threads", at_once, "per s", locked, floor_is, ">= 1.7 x")
    yield Figure("redemptions on one account, 8 threads", whole, "per s", locked, floor_is)


def per_second(loop: Callable[[int], None]) -> float:
    started = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(loop, range(THREADS)))
    return THREADS * EACH / (time.perf_counter() - started)


def raw_loop(work: Callable[[psycopg2.extensions.cursor, int], None], membership: int) -> Callable[[int], None]:
    address = connection.get_connection_params()

    def loop(_thread: int) -> None:
        own = psycopg2.connect(**{key: address[key] for key in ("host", "port", "user", "password", "dbname")})
        for _ in range(EACH):
            with own, own.cursor() as cursor:
                work(cursor, membership)
        own.close()

    return loop


def locking(cursor: psycopg2.extensions.cursor, membership: int) -> None:
    cursor.execute(LOCK, {"membership": membership})
    values = {"membership": membership, "left": cursor.fetchone()[0] - 1}
    cursor.execute(TAKE, values)
    cursor.execute(NOTE, values)


def booking(cursor: psycopg2.extensions.cursor, membership: int) -> None:
    cursor.execute(BOOK, {**BOOKING, "membership": membership, "at": timezone.now()})


def django_loop(work: Callable[[], None]) -> Callable[[int], None]:
    def loop(_thread: int) -> None:
        for _ in range(EACH):
            work()
        connection.close()

    return loop
