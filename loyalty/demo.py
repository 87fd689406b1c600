"""A believable loyalty programme over the demo's customers, and a small one for colleagues."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from accounts.enums import Role
from accounts.models import User
from customers.enums import Kind, PartyType, Standing
from customers.models import Customer
from loyalty.enums import Audience, Occasion, ValueKind
from loyalty.models import Membership, Programme, Redemption, Reward, SpecialDay, Tier
from loyalty.services import (
    award_points,
    book_goodwill,
    cancel_redemption,
    collect_redemption,
    do_daily_work,
    enrol,
    redeem_reward,
    save_programme,
    save_reward,
    save_special_day,
    save_tier,
)

MEMBERS = 160
COLLEAGUES = 20
STEP = timedelta(days=21)

# Convenience is missing on purpose: the page of the programme shows the gap.
REWARD_FIELDS = ("name_id", "name_en", "description_id", "description_en", "cost", "stock", "values")
REWARDS = [
    ("Potongan harga Rp50.000", "IDR 50,000 off", "Untuk pemesanan apa pun.", "For any booking.", 250, None, ["money"]),
    (
        "Makan malam untuk dua orang",
        "Dinner for two",
        "Di restoran Graha, hari Minggu sampai Kamis.",
        "At a Graha restaurant, Sunday to Thursday.",
        600,
        40,
        ["redemption", "money"],
    ),
    (
        "Naik kelas kamar",
        "Room upgrade",
        "Bila tersedia saat tiba.",
        "If available on arrival.",
        900,
        None,
        ["aspiration"],
    ),
    (
        "Kue dan foto keluarga untuk ulang tahun",
        "Birthday cake and family photo",
        "Pesan tiga hari sebelumnya.",
        "Order three days ahead.",
        450,
        25,
        ["relevance"],
    ),
    (
        "Menginap satu malam",
        "One free night",
        "Kamar Deluxe untuk dua orang, termasuk sarapan.",
        "Deluxe room for two, with breakfast.",
        1500,
        12,
        ["redemption", "aspiration"],
    ),
    ("Tas perjalanan edisi terbatas", "Limited edition travel bag", "", "", 300, 3, ["aspiration"]),
]
TIER_FIELDS = ("name_id", "name_en", "min_points", "benefits_id", "benefits_en", "values")
TIERS = [
    ("Perak", "Silver", 0, "Harga anggota untuk kamar.", "Member rates for rooms.", ["money"]),
    (
        "Emas",
        "Gold",
        1000,
        "Potongan 10% di restoran.\nMinuman selamat datang.",
        "10% off in restaurants.\nWelcome drink.",
        ["money", "relevance"],
    ),
    (
        "Platinum",
        "Platinum",
        2500,
        "Naik kelas kamar setiap kali menginap.\nUndangan jamuan akhir tahun.",
        "Room upgrade on every stay.\nInvitation to the year-end dinner.",
        ["aspiration"],
    ),
]
DAY_FIELDS = ("name_id", "name_en", "occasion", "month", "day", "points", "values")
SPECIAL_DAYS = [
    ("Selamat ulang tahun", "Happy birthday", Occasion.BIRTHDAY, None, None, 100, [ValueKind.RELEVANCE]),
    ("Hari Pelanggan Nasional", "National Customer Day", Occasion.DATE, 9, 4, 50, [ValueKind.RELEVANCE]),
]
COLLEAGUE_REWARDS = [
    ("Pelatihan pilihan sendiri", "Training of your choice", 400, ["relevance"]),
    ("Tur keluarga satu hari", "One-day family tour", 600, ["redemption", "aspiration"]),
    ("Voucher makan siang", "Lunch voucher", 60, ["money"]),
]
GOODWILL = [
    ("Permintaan maaf atas AC kamar yang rusak", 200),
    ("Permintaan maaf karena menunggu terlalu lama", 100),
    ("Terima kasih atas saran yang membantu kami", 50),
    ("We are sorry about the noise at night", 150),
]


def make_demo(rng: random.Random, today: date) -> None:
    agents = list(User.objects.filter(role=Role.AGENT, is_active=True).order_by("pk"))
    manager = User.objects.filter(role=Role.MANAGER, is_active=True).order_by("pk").first()
    start = date(today.year - 2, 1, 1)
    friends = make_friends(start)
    members = enrol_some(rng, friends, start, today, agents)
    family = make_family(start)
    colleagues = enrol_colleagues(rng, family, start, today, manager)
    replay(rng, start, today, friends=members, colleagues=colleagues, agents=agents, manager=manager)


def make_friends(start: date) -> Programme:
    programme = save_programme(
        name_id="Sahabat Graha",
        name_en="Graha Friends",
        description_id="Untuk tamu yang sering kembali: poin untuk setiap kali menginap, makan, atau bepergian.",
        description_en="For guests who come back: points whenever you stay, dine or travel with us.",
        audience=Audience.EXTERNAL,
        currency_per_point=Decimal(10_000),
        starts_on=start,
        validity_months=24,
        agent_points_limit=1000,
        is_default=True,
    )
    for tier in TIERS:
        save_tier(tier=Tier(programme=programme), **dict(zip(TIER_FIELDS, tier, strict=True)))
    for reward in REWARDS:
        save_reward(reward=Reward(programme=programme), **dict(zip(REWARD_FIELDS, reward, strict=True)))
    for day in SPECIAL_DAYS:
        save_special_day(special_day=SpecialDay(programme=programme), **dict(zip(DAY_FIELDS, day, strict=True)))
    return programme


def make_family(start: date) -> Programme:
    programme = save_programme(
        name_id="Keluarga Graha",
        name_en="Graha Family",
        description_id="Untuk rekan kerja: poin atas pelayanan istimewa bagi bagian lain.",
        description_en="For colleagues: points for outstanding service to other departments.",
        audience=Audience.INTERNAL,
        currency_per_point=Decimal(50_000),
        starts_on=start,
        is_default=True,
    )
    for name_id, name_en, cost, values in COLLEAGUE_REWARDS:
        save_reward(reward=Reward(programme=programme), name_id=name_id, name_en=name_en, cost=cost, values=values)
    return programme


def enrol_some(
    rng: random.Random, programme: Programme, start: date, today: date, agents: list[User]
) -> list[Membership]:
    """Most primary customers and a few others, each some time after they first came."""
    found = Customer.objects.current().counted().exclude(standing=Standing.PROSPECT).order_by("pk")
    ranked = sorted(found, key=lambda customer: (customer.standing != Standing.PRIMARY, rng.random()))
    return [
        enrol(customer=customer, programme=programme, at=joining(rng, customer, start, today), by=pick(rng, agents))
        for customer in ranked[:MEMBERS]
    ]


def enrol_colleagues(
    rng: random.Random, programme: Programme, start: date, today: date, manager: User | None
) -> list[Membership]:
    found = Customer.objects.current().filter(kind=Kind.INTERNAL, party_type=PartyType.INDIVIDUAL).order_by("pk")
    return [
        enrol(customer=customer, programme=programme, at=joining(rng, customer, start, today), by=manager)
        for customer in found[:COLLEAGUES]
    ]


def joining(rng: random.Random, customer: Customer, start: date, today: date) -> datetime:
    first = max(start, min(timezone.localdate(customer.created_at), today - timedelta(days=1)))
    span = (today - first).days
    return moment(first + timedelta(days=int(span * rng.random() ** 2)), rng)


def replay(
    rng: random.Random,
    start: date,
    today: date,
    *,
    friends: list[Membership],
    colleagues: list[Membership],
    agents: list[User],
    manager: User | None,
) -> None:
    """Live through the time since the start in steps: purchases, presents, redemptions, goodwill."""
    for day in steps(start, today):
        at = moment(day, rng)
        award_points(at=at)
        do_daily_work(at=at)
        for _redemption in range(rng.choice([1, 1, 2])):
            redeem_something(rng, friends + colleagues, at, today, pick(rng, agents), manager)
        if rng.random() < 0.2:
            reason, points = rng.choice(GOODWILL)
            give(rng, friends, at, points, reason, manager)
        if rng.random() < 0.8:
            give(rng, colleagues, at, rng.choice([40, 60, 100]), "Pelayanan istimewa untuk bagian lain", manager)


def redeem_something(
    rng: random.Random,
    members: list[Membership],
    at: datetime,
    today: date,
    agent: User | None,
    manager: User | None,
) -> None:
    joined = [member.pk for member in members if member.enrolled_at < at]
    rich = list(Membership.objects.filter(pk__in=joined, balance__gte=60).order_by("pk"))
    if not rich:
        return
    member = rng.choice(rich)
    within_reach = Reward.objects.filter(programme=member.programme_id, cost__lte=member.balance).order_by("cost")
    rewards = [reward for reward in within_reach if not reward.is_sold_out]
    if not rewards:
        return
    reward = rng.choice(rewards)
    by = manager if reward.cost > 1000 else agent
    key = UUID(int=rng.getrandbits(128))
    redemption = redeem_reward(membership=member, reward=reward, at=at, by=by, submission_key=key)
    settle(rng, redemption, at, today, by)


def settle(rng: random.Random, redemption: Redemption, at: datetime, today: date, by: User | None) -> None:
    later = at + timedelta(days=rng.randint(0, 6), minutes=rng.randint(5, 300))
    if timezone.localdate(later) >= today:
        return
    if rng.random() < 0.07:
        cancel_redemption(redemption=redemption, at=later, by=by, reason="Berubah pikiran")
    else:
        collect_redemption(redemption=redemption, at=later, by=by)


def give(
    rng: random.Random, members: list[Membership], at: datetime, points: int, reason: str, manager: User | None
) -> None:
    joined = [member for member in members if member.enrolled_at < at]
    if joined:
        key = f"demo:{rng.getrandbits(64)}"
        book_goodwill(membership=rng.choice(joined), points=points, reason=reason, source_key=key, at=at, by=manager)


def steps(start: date, today: date) -> Iterator[date]:
    """Every third week since the start, and yesterday."""
    day = start + STEP
    while day < today - timedelta(days=1):
        yield day
        day += STEP
    yield today - timedelta(days=1)


def moment(day: date, rng: random.Random) -> datetime:
    """Some minute of a working day, local time."""
    return timezone.make_aware(datetime.combine(day, time(rng.randint(8, 16), rng.randint(0, 59))))


def pick(rng: random.Random, people: list[User]) -> User | None:
    return rng.choice(people) if people else None
