"""What the demonstration knows of its customers as persons: wishes, special days, whom they are connected with."""

import random
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta

from accounts.enums import Role
from accounts.models import User
from customers.enums import LinkKind, NeedKind, PartyType
from customers.models import Customer, CustomerLink, Need, SpecialDay

WISHES = (
    (NeedKind.PREFERENCE, "Kamar tenang, jauh dari lift dan lantai bawah"),
    (NeedKind.PREFERENCE, "Kopi tubruk tanpa gula di pagi hari"),
    (NeedKind.PREFERENCE, "Lebih suka dihubungi lewat WhatsApp setelah pukul 16.00"),
    (NeedKind.PREFERENCE, "Same room as last time, if it is free"),
    (NeedKind.NEED, "Kursi roda di lobi saat kedatangan"),
    (NeedKind.NEED, "Menu tanpa kacang untuk anak bungsu"),
    (NeedKind.NEED, "Ruang salat dekat ruang rapat"),
    (NeedKind.NEED, "A cot and a kettle in the room"),
    (NeedKind.EXPECTATION, "Jawaban atas penawaran paling lambat satu hari kerja"),
    (NeedKind.EXPECTATION, "Disambut dengan nama oleh petugas kantor depan"),
    (NeedKind.EXPECTATION, "An invoice that needs no correction"),
    (NeedKind.DEMAND, "Harga tetap sepanjang tahun untuk pesanan di atas 20 kamar"),
    (NeedKind.DEMAND, "Pembatalan gratis sampai tiga hari sebelum kedatangan"),
)
OF_FIRMS = (
    (NeedKind.EXPECTATION, "Faktur pajak dikirim paling lambat tanggal 5"),
    (NeedKind.NEED, "Proyektor dan dua mikrofon di setiap rapat"),
    (NeedKind.DEMAND, "Tempo pembayaran 45 hari"),
    (NeedKind.PREFERENCE, "Semua pesanan lewat bagian umum, bukan lewat karyawan"),
)
DAYS = (
    ("Ulang tahun pernikahan", 1990, "Kirim kue kecil bila menginap"),
    ("Ulang tahun anak", 2012, ""),
    ("Pertama kali menginap", 2019, "Suka diingatkan tentang kunjungan pertamanya"),
    ("Wedding anniversary", 1998, "A card is enough"),
)
OF_FIRMS_DAYS = (
    ("Hari jadi perusahaan", 1995, "Karangan bunga ke kantor pusat"),
    ("Rapat umum tahunan", 2015, "Tawarkan ruang rapat sebulan sebelumnya"),
)
ROLES = ("Bagian umum", "Sekretaris direksi", "Manajer pemasaran", "Bendahara", "Personnel officer")


def make_intimacy(rng: random.Random, today: date, customers: Sequence[Customer]) -> None:
    """Wishes of every third customer, days of every fifth, and ties among people, firms and communities."""
    current = [customer for customer in customers if customer.exit_reason == ""]
    agents = list(User.objects.filter(is_active=True, role=Role.AGENT).order_by("pk"))
    Need.objects.bulk_create(_needs(rng, today, current, agents))
    SpecialDay.objects.bulk_create(_days(rng, today, current, agents))
    CustomerLink.objects.bulk_create(_links(rng, today, current, agents))


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(4), tzinfo=UTC)


def _since(rng: random.Random, customer: Customer, today: date) -> date:
    """A day on which the customer was known already, of the last two years."""
    first = max(customer.created_at.date(), today - timedelta(days=700))
    return first + timedelta(days=rng.randrange(max(1, (today - first).days)))


def _needs(rng: random.Random, today: date, customers: Sequence[Customer], agents: list[User]) -> Iterator[Need]:
    """Some are due to be asked about again, some were confirmed, a few hold no longer."""
    for customer in rng.sample(customers, len(customers) // 3):
        wishes = WISHES if customer.party_type == PartyType.INDIVIDUAL else OF_FIRMS + WISHES[8:]
        for kind, text in rng.sample(wishes, rng.choice([1, 1, 2, 3])):
            noted_on = _since(rng, customer, today)
            is_old = noted_on < today - timedelta(days=200)
            asked_on = noted_on + timedelta(days=150)
            yield Need(
                customer=customer,
                kind=kind,
                text=text,
                noted_at=_moment(noted_on),
                noted_by=rng.choice(agents) if agents else None,
                review_on=noted_on + timedelta(days=365) if rng.random() < 0.6 else None,
                confirmed_at=_moment(asked_on) if is_old and rng.random() < 0.4 else None,
                ended_at=_moment(asked_on) if is_old and rng.random() < 0.1 else None,
            )


def _days(rng: random.Random, today: date, customers: Sequence[Customer], agents: list[User]) -> Iterator[SpecialDay]:
    """Every other one comes within the next weeks, so that there is something to do."""
    for number, customer in enumerate(rng.sample(customers, len(customers) // 5)):
        days = DAYS if customer.party_type == PartyType.INDIVIDUAL else OF_FIRMS_DAYS
        label, year, note = rng.choice(days)
        coming = today + timedelta(days=rng.randrange(28 if number % 2 else 364))
        noted_on = _since(rng, customer, today)
        yield SpecialDay(
            customer=customer,
            label=label,
            day=date(min(year + rng.randrange(12), today.year - 1), coming.month, min(coming.day, 28)),
            note=note,
            created_at=_moment(noted_on),
            created_by=rng.choice(agents) if agents else None,
        )


def _links(rng: random.Random, today: date, customers: Sequence[Customer], agents: list[User]) -> list[CustomerLink]:
    """Every firm has a contact person and employees, some branches and suppliers; people brought friends and family."""
    firms = [customer for customer in customers if customer.party_type == PartyType.ORGANISATION]
    people = [customer for customer in customers if customer.party_type == PartyType.INDIVIDUAL]
    rng.shuffle(people)
    ties: list[tuple[Customer, Customer, LinkKind, str]] = []
    for firm in firms:
        ties.append((people.pop(), firm, LinkKind.CONTACT, rng.choice(ROLES)))
        ties += [(people.pop(), firm, LinkKind.EMPLOYEE, "") for _ in range(rng.randrange(4))]
    for one, other in zip(firms[::3], firms[1::3], strict=False):
        ties.append((one, other, rng.choice([LinkKind.SUPPLIER, LinkKind.BRANCH, LinkKind.PARTNER]), ""))
    for _ in range(30):
        ties.append((people.pop(), people.pop(), rng.choice([LinkKind.REFERRED, LinkKind.FAMILY]), ""))
    return [
        CustomerLink(
            customer=customer,
            other=other,
            kind=kind,
            role=role,
            since=max(customer.created_at, other.created_at).date() if rng.random() < 0.5 else None,
            created_at=_moment(max(_since(rng, customer, today), other.created_at.date())),
            created_by=rng.choice(agents) if agents else None,
        )
        for customer, other, kind, role in ties
    ]
