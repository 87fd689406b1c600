"""What the personal data desk of the invented business has to do."""

import random
from datetime import date, datetime, timedelta

from django.utils import timezone

from accounts.models import User
from customers.models import Customer
from privacy import services
from privacy.models import AccessEntry, Download, PrivacyPolicy
from privacy.services.access import SLOT_SECONDS

# kind, channel, hours ago, what is asked
OPEN = [
    ("access", "email", 80, "Mohon salinan semua data saya yang disimpan hotel."),
    ("erasure", "letter", 61, "Saya sudah pindah ke luar negeri dan minta data saya dihapus."),
    ("correction", "phone", 30, "My date of birth is wrong, and the address is the old one."),
    ("restriction", "counter", 6, "Jangan pakai data saya untuk apa pun sampai keluhan saya selesai."),
]
ANSWERED = [
    ("access", "phone", 30, "Ingin tahu apa yang dicatat tentang kunjungan tahun lalu.", "Berkas diserahkan di loket."),
    ("withdrawal", "email", 12, "No more offers, please.", "Noted; offers have stopped."),
]


def make_demo(rng: random.Random, today: date) -> None:
    now = timezone.now()
    manager, agent = User.objects.get(email="manager@demo.test"), User.objects.get(email="agent@demo.test")
    people = list(Customer.objects.current().filter(kind="external", is_test=False).order_by("id")[:200])
    for customer in rng.sample(people, k=min(40, len(people))):
        at = now - timedelta(days=rng.randint(1, 300), hours=rng.randint(0, 9))
        services.record_consent(
            customer=customer, purpose="marketing", given=rng.random() < 0.7, at=at, by=agent,
            channel=rng.choice(["counter", "phone", "letter"]), note=f"Formulir no. {rng.randint(100, 999)}",
        )  # fmt: skip
    chosen = iter(rng.sample(people, k=min(len(people), len(OPEN) + len(ANSWERED))))
    for (kind, channel, hours, text), customer in zip(OPEN, chosen, strict=False):
        _ask(customer, kind, channel, now - timedelta(hours=hours), text, agent)
    for (kind, channel, days, text, answer), customer in zip(ANSWERED, chosen, strict=False):
        at = now - timedelta(days=days)
        request = _ask(customer, kind, channel, at, text, agent)
        services.take_on(request=request, at=at + timedelta(hours=2), by=manager)
        services.note_identity(
            request=request, how="Ditelepon balik ke nomor yang terdaftar.", at=at + timedelta(hours=5), by=manager
        )
        services.answer_request(request=request, text=answer, at=at + timedelta(hours=26), by=manager)
    _looks(rng, people)
    _breaches(people, now, manager)
    _periods(people, now, manager)


def _ask(customer: Customer, kind: str, channel: str, at, text: str, by: User):
    return services.take_in_request(
        kind=kind, customer=customer, channel=channel, received_at=at, at=at, details=text, by=by
    )


def _looks(rng: random.Random, people: list[Customer]) -> None:
    staff, now = list(User.objects.order_by("id")), timezone.now()
    ways = ["page", "page", "search", "card"]
    entries = []
    for _n in range(300):
        at = now - timedelta(minutes=rng.randint(5, 14 * 24 * 60))
        entries.append(
            AccessEntry(
                user=rng.choice(staff), customer=rng.choice(people), kind=rng.choice(ways),
                at=at, slot=int(at.timestamp()) // SLOT_SECONDS,
            )
        )  # fmt: skip
    AccessEntry.objects.bulk_create(entries, ignore_conflicts=True)
    Download.objects.bulk_create(
        Download(
            user=User.objects.get(email="manager@demo.test"), at=now - timedelta(days=days), filters=filters,
            view="customers:customer_export", filename=f"customers-{(now - timedelta(days=days)):%Y-%m-%d}.csv",
        )
        for days, filters in ((3, "city, standing"), (17, "kind"), (41, ""))
    )  # fmt: skip


def _breaches(people: list[Customer], now: datetime, manager: User) -> None:
    """One that was dealt with in time, and one whose clock runs."""
    old = services.note_breach(
        title="Daftar tamu terkirim ke alamat yang salah", discovered_at=now - timedelta(days=40), people=12,
        happened_at=now - timedelta(days=40, hours=3), data_kinds=["identity", "contact"], at=now, by=manager,
        details="Lampiran email grup dikirim ke agen perjalanan lain.",
        measures="Penerima menghapus email itu dan menyatakannya secara tertulis; lampiran kini dikunci kata sandi.",
        advice="Abaikan telepon yang menanyakan data kamar Anda.",
    )  # fmt: skip
    told = now - timedelta(days=39)
    services.tell_authority(breach=old, how="Email dengan tanda terima no. 77", told_at=told, at=now)
    services.tell_people(breach=old, how="Email kepada dua belas tamu", told_at=told, at=now)
    services.close_breach(breach=old, at=now)
    new = services.note_breach(
        title="Laptop resepsionis dicuri", discovered_at=now - timedelta(hours=58), data_kinds=["contact", "business"],
        details="Diskenya terenkripsi, tetapi kata sandinya tertulis pada catatan di tas yang sama.",
        measures="Akun dikunci, kata sandi diganti, dilaporkan ke polisi.", at=now, by=manager,
    )  # fmt: skip
    services.add_numbers(breach=new, numbers=[customer.number for customer in people[:9]])


def _periods(people: list[Customer], now: datetime, manager: User) -> None:
    months = {"people": 120, "interactions": 60, "complaints": 60, "answers": 36, "letters": 24, "looks": 12}
    services.save_periods(periods=months, expected_version=PrivacyPolicy.load().version)
    for customer in people[-1:]:
        services.hold(
            customer=customer, reason="Gugatan perdata no. 114/Pdt.G", at=now - timedelta(days=20), by=manager
        )
