"""The registry of the demo: customers of an invented hotel and travel business, and four years of their visits."""

import random
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction

from accounts.enums import Role
from accounts.models import Department, User
from customers.demo_custom import custom_values_of, make_custom_fields
from customers.demo_duplicates import make_overlooked_duplicates
from customers.demo_history import History, simulate
from customers.demo_intimacy import make_intimacy
from customers.demo_lists import make_lists
from customers.demo_payments import defer, make_payments
from customers.demo_people import (
    Person,
    city_of,
    email_of,
    fixed_digits,
    local_person,
    mobile_digits,
    people,
    written,
)
from customers.demo_standing import make_standings
from customers.enums import (
    ExitReason,
    InteractionKind,
    Kind,
    PartyType,
    Standing,
    TransactionKind,
    TransactionStatus,
)
from customers.models import (
    Contract,
    Customer,
    FollowUp,
    Interaction,
    Phone,
    ServiceRelation,
    Transaction,
)
from customers.services.merging import merge_customers

EXTERNAL = 420
PROSPECTS = 26
MERGED = 6
STAFF_EACH = 7
DEPARTMENTS = (
    "Akuntansi",
    "Teknologi Informasi",
    "Tata Graha",
    "Kantor Depan",
    "Pemasaran",
    "Bengkel dan Pemeliharaan",
)
UNITS = {
    "Kantor Depan": ["Hotel Yogyakarta", "Hotel Bandung", "Hotel Sanur"],
    "Pemasaran": ["Paket Wisata"],
    "Bengkel dan Pemeliharaan": ["Sewa Kendaraan"],
    "Tata Graha": ["Ruang Rapat"],
}
AGREED = {
    "Akuntansi": ("Tagihan yang lengkap dibayar tepat waktu", 5),
    "Teknologi Informasi": ("Gangguan ditangani pada hari yang sama", 1),
    "Bengkel dan Pemeliharaan": ("Perbaikan kecil selesai dalam dua hari kerja", 2),
}
# Who serves whom: accounting, IT and the workshop serve everybody, others serve some.
SERVICES = {
    "Akuntansi": ("Pembayaran tagihan dan laporan keuangan", DEPARTMENTS),
    "Teknologi Informasi": ("Dukungan komputer dan jaringan", DEPARTMENTS),
    "Bengkel dan Pemeliharaan": ("Perbaikan gedung dan kendaraan", DEPARTMENTS),
    "Tata Graha": ("Kebersihan ruang kerja", ("Kantor Depan", "Pemasaran")),
    "Pemasaran": ("Bahan promosi", ("Kantor Depan",)),
}
SOURCES = ("Rekomendasi teman", "Media sosial", "Situs web", "Agen perjalanan", "Pameran", "Datang langsung")
EXITS = (
    [ExitReason.PRICE] * 4
    + [ExitReason.DISSATISFIED] * 3
    + [ExitReason.MOVED] * 3
    + [ExitReason.CLOSED, ExitReason.DECEASED, ExitReason.OTHER]
)
EXPECTATIONS = (
    "Kamar di lantai tinggi, jauh dari lift.",
    "Konfirmasi lewat WhatsApp, bukan telepon.",
    "Faktur pajak dikirim paling lambat tanggal 5.",
    "Menu sarapan tanpa kacang.",
    "Late check-out whenever possible.",
    "Penjemputan dari bandara sudah termasuk.",
)
TALKS = (
    (InteractionKind.CALL, "Menanyakan harga paket keluarga untuk libur sekolah"),
    (InteractionKind.CALL, "Konfirmasi jumlah tamu dan jam kedatangan"),
    (InteractionKind.CHAT, "Mengirim foto kamar dan daftar fasilitas"),
    (InteractionKind.EMAIL, "Penawaran kerja sama tahunan dikirim"),
    (InteractionKind.VISIT, "Berkunjung ke kantor pelanggan, membahas acara akhir tahun"),
    (InteractionKind.MEETING, "Rapat evaluasi kontrak bersama bagian umum"),
    (InteractionKind.CALL, "Ucapan terima kasih setelah menginap; pelanggan puas"),
    (InteractionKind.CHAT, "Menanyakan poin yang belum masuk"),
    (InteractionKind.EMAIL, "Asked for an airport transfer and a cot for the baby"),
)
TASKS = (
    "Telepon untuk menawarkan paket akhir tahun",
    "Kirim penawaran ruang rapat",
    "Tanyakan kesan setelah menginap",
    "Ucapkan selamat ulang tahun",
    "Ingatkan perpanjangan kontrak",
    "Lengkapi alamat penagihan",
    "Tawarkan tanggal pengganti untuk pesanan yang batal",
)
DONE = ("Sudah ditelepon, berminat", "Penawaran terkirim", "Belum berminat, hubungi tahun depan", "Beres")


@transaction.atomic
def make_demo(rng: random.Random, today: date) -> None:
    """Fill an empty registry: about 450 customers, 7,000 transactions of 46 months, and everything around them."""
    departments = _make_departments()
    make_custom_fields()
    everybody = people(rng, EXTERNAL)
    cities = [city_of(rng) for _ in everybody]
    histories = [simulate(rng, today, city, person.party_type) for person, city in zip(everybody, cities, strict=True)]
    for history in rng.sample([history for history in histories if not history.is_old], PROSPECTS):
        history.visits, history.left_on = [], None
    customers = _make_customers(rng, today, everybody, cities, histories)
    _make_phones(rng, customers)
    _make_transactions(rng, today, customers, histories)
    _make_contracts(customers, today)
    _make_internal(rng, today, departments)
    _make_contacts(rng, today, customers)
    _merge_duplicates(rng, today, customers)
    make_overlooked_duplicates(customers)
    make_intimacy(random.Random("intimacy"), today, customers)
    make_standings(rng, today, customers, histories)
    make_lists(today)


def _make_departments() -> dict[str, Department]:
    known = {department.name: department for department in Department.objects.all()}
    made = Department.objects.bulk_create(Department(name=name) for name in DEPARTMENTS if name not in known)
    departments = {name: known[name] for name in DEPARTMENTS if name in known} | {one.name: one for one in made}
    for name, units in UNITS.items():
        departments[name].units = units
    Department.objects.bulk_update(departments.values(), ["units"])
    return {name: departments[name] for name in DEPARTMENTS}


def _moment(day: date, hour: int = 3) -> datetime:
    return datetime.combine(day, time(hour), tzinfo=UTC)


def _make_customers(
    rng: random.Random, today: date, everybody: list[Person], cities: list[str], histories: list[History]
) -> list[Customer]:
    rows = [
        _customer(rng, number, person, city, history)
        for number, (person, city, history) in enumerate(zip(everybody, cities, histories, strict=True), start=1)
    ]
    for number, row in enumerate(rows, start=1):
        row.custom_values = custom_values_of(row, number, today)
    for customer, history in zip(rows, histories, strict=True):
        if history.left_on and history.left_on < today - timedelta(days=60) and rng.random() < 0.3:
            customer.exit_reason, customer.exit_date = rng.choice(EXITS), history.left_on
    return Customer.objects.bulk_create(rows)


def _customer(rng: random.Random, number: int, person: Person, city: str, history: History) -> Customer:
    is_person = person.party_type == PartyType.INDIVIDUAL
    birth_date = date(rng.randint(1948, 2004), rng.randint(1, 12), rng.randint(1, 28))
    return Customer(
        external_id=f"GN-{number:05d}",
        party_type=person.party_type,
        is_commercial=not is_person or rng.random() < 0.2,
        salutation=person.salutation,
        name=person.name,
        email=email_of(person.name, number) if rng.random() < 0.86 else "",
        language=person.language,
        city=city,
        birth_date=birth_date if is_person and rng.random() < 0.6 else None,
        acquisition_source=rng.choice(SOURCES),
        expectations=rng.choice(EXPECTATIONS) if rng.random() < 0.25 else "",
        survey_consent=rng.random() < 0.93,
        do_not_contact=rng.random() < 0.02,
        created_at=_moment(history.since),
    )


def _make_phones(rng: random.Random, customers: Iterable[Customer]) -> None:
    phones = []
    for customer in customers:
        numbers = [(mobile_digits(rng), True)] if rng.random() < 0.95 else []
        if customer.party_type == PartyType.ORGANISATION or rng.random() < 0.12:
            numbers.append((fixed_digits(rng, customer.city), False))
        phones += [
            Phone(
                customer=customer,
                typed=written(digits, rng),
                digits=digits,
                e164=f"+62{digits}",
                is_mobile=is_mobile,
                position=position,
            )
            for position, (digits, is_mobile) in enumerate(numbers)
        ]
    Phone.objects.bulk_create(phones)


def _make_transactions(rng: random.Random, today: date, customers: list[Customer], histories: list[History]) -> None:
    visits = sorted(
        ((visit, customer) for customer, history in zip(customers, histories, strict=True) for visit in history.visits),
        key=lambda pair: pair[0].at,
    )
    rows = [
        Transaction(
            reference=f"GN/{visit.at:%Y}/{number:06d}",
            customer=customer,
            kind=visit.kind,
            status=_status(rng, visit.at.date(), today),
            amount=visit.amount,
            currency="IDR",
            occurred_at=visit.at,
            recorded_at=visit.at + timedelta(minutes=rng.randint(2, 600)),
            unit=visit.unit,
        )
        for number, (visit, customer) in enumerate(visits, start=1)
    ]
    later = random.Random(f"{today} payments")
    defer(later, rows, today)
    Transaction.objects.bulk_create(rows, batch_size=2000)
    make_payments(later, rows, today)
    Transaction.objects.bulk_create(_refunds(rng, rows, today))


def _status(rng: random.Random, day: date, today: date) -> str:
    if day > today - timedelta(days=14) and rng.random() < 0.25:
        return TransactionStatus.PENDING
    return TransactionStatus.CANCELLED if rng.random() < 0.03 else TransactionStatus.COMPLETED


def _refunds(rng: random.Random, rows: list[Transaction], today: date) -> list[Transaction]:
    completed = [row for row in rows if row.status == TransactionStatus.COMPLETED and not row.outstanding]
    refunds = []
    for row in rng.sample(completed, len(completed) // 50):
        at = row.occurred_at + timedelta(days=rng.randint(1, 20))
        if at.date() >= today:
            continue
        refunds.append(
            Transaction(
                reference=f"{row.reference}-R",
                customer=row.customer,
                kind=TransactionKind.REFUND,
                amount=row.amount if rng.random() < 0.6 else row.amount // 2,
                currency="IDR",
                occurred_at=at,
                recorded_at=at,
                refund_of=row,
                unit=row.unit,
            )
        )
    return refunds


def _make_contracts(customers: list[Customer], today: date) -> None:
    partners = [customer for customer in customers if customer.party_type == PartyType.ORGANISATION][:8]
    Contract.objects.bulk_create(
        Contract(
            customer=customer,
            starts_on=(starts_on := date(today.year - 3 + place % 3, 1 + place, 1)),
            ends_on=None if place == 7 else date(starts_on.year + 1 + place % 2, starts_on.month, 28),
            recorded_at=_moment(starts_on),
        )
        for place, customer in enumerate(partners)
    )


def _make_internal(rng: random.Random, today: date, departments: dict[str, Department]) -> None:
    rows = []
    for place, department in enumerate(departments.values()):
        common = {
            "kind": Kind.INTERNAL,
            "department": department,
            "standing": Standing.SECONDARY,
            "is_commercial": False,
        }
        created_at = _moment(date(today.year - 4, 1, 2 + place))
        rows.append(
            Customer(
                name=f"Bagian {department.name}", party_type=PartyType.ORGANISATION, created_at=created_at, **common
            )
        )
        for number in range(STAFF_EACH):
            person = local_person(rng)
            email = email_of(person.name, 900 + place * STAFF_EACH + number)
            rows.append(
                Customer(name=person.name, salutation=person.salutation, email=email, created_at=created_at, **common)
            )
    for number, row in enumerate(rows, start=EXTERNAL + 1):
        row.custom_values = custom_values_of(row, number, today)
    customers = Customer.objects.bulk_create(rows)
    Transaction.objects.bulk_create(_internal_orders(rng, today, customers))
    contacts = {user.department_id: user for user in User.objects.filter(department__isnull=False).order_by("-pk")}
    ServiceRelation.objects.bulk_create(
        ServiceRelation(
            provider=departments[provider],
            consumer=departments[consumer],
            service=service,
            agreed=AGREED.get(provider, ("", None))[0],
            target_days=AGREED.get(provider, ("", None))[1],
            contact=contacts.get(departments[provider].pk),
            starts_on=date(today.year - 3, 1, 1),
        )
        for provider, (service, consumers) in SERVICES.items()
        for consumer in consumers
        if consumer != provider
    )


def _internal_orders(rng: random.Random, today: date, customers: list[Customer]) -> list[Transaction]:
    """Work orders between departments: they keep the internal panel of the retention figures alive."""
    orders = []
    for customer in customers:
        years = rng.choice([4, 4, 4, 2])
        for number in range(years * 3):
            at = _moment(today - timedelta(days=rng.randrange(1, years * 365)), hour=2)
            orders.append(
                Transaction(
                    reference=f"INT-{customer.pk}-{number:02d}",
                    customer=customer,
                    kind=TransactionKind.SERVICE,
                    amount=Decimal(rng.randrange(150, 900) * 1000),
                    currency="IDR",
                    occurred_at=at,
                    recorded_at=at,
                    unit="Layanan internal",
                )
            )
    return orders


def _make_contacts(rng: random.Random, today: date, customers: list[Customer]) -> None:
    staff = list(User.objects.filter(is_active=True).exclude(role=Role.ADMIN).order_by("pk"))
    interactions = []
    for _ in range(360):
        kind, summary = rng.choice(TALKS)
        interactions.append(
            Interaction(
                customer=rng.choice(customers),
                kind=kind,
                summary=summary,
                happened_at=_moment(today - timedelta(days=rng.randint(0, 540)), hour=rng.randint(1, 9)),
                user=rng.choice(staff) if staff else None,
            )
        )
    Interaction.objects.bulk_create(interactions)
    FollowUp.objects.bulk_create(_follow_up(rng, today, customers, staff) for _ in range(70))


def _follow_up(rng: random.Random, today: date, customers: list[Customer], staff: list[User]) -> FollowUp:
    due_at = _moment(today + timedelta(days=rng.randint(-60, 14)), hour=rng.randint(1, 9))
    is_done = due_at.date() < today and rng.random() < 0.8
    owner = rng.choice(staff) if staff else None
    return FollowUp(
        customer=rng.choice(customers),
        owner=owner,
        task=rng.choice(TASKS),
        due_at=due_at,
        created_at=due_at - timedelta(days=rng.randint(2, 20)),
        done_at=due_at - timedelta(hours=1) if is_done else None,
        done_by=owner if is_done else None,
        outcome=rng.choice(DONE) if is_done else "",
    )


def _merge_duplicates(rng: random.Random, today: date, customers: list[Customer]) -> None:
    """The same person noted twice, in another spelling, and folded together later."""
    persons = [c for c in customers if c.party_type == PartyType.INDIVIDUAL and " " in c.name and c.language == "id"]
    for survivor in rng.sample(persons, MERGED):
        first, _blank, rest = survivor.name.partition(" ")
        duplicate = Customer.objects.create(
            name=f"{first[0]}. {rest}", city=survivor.city, created_at=survivor.created_at + timedelta(days=3)
        )
        at = _moment(today - timedelta(days=rng.randint(5, 400)), hour=4)
        merge_customers(duplicate=duplicate, survivor=survivor, at=max(at, survivor.created_at + timedelta(days=5)))
