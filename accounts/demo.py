"""The staff of an invented hotel and travel business."""

import random
from datetime import date

from accounts.enums import Role
from accounts.models import Department, Organisation, User

PASSWORD = "prima-demo-2026"  # noqa: S105 - printed by `make run`; these accounts exist in demonstrations only

DEPARTMENTS = ["Akuntansi", "Teknologi Informasi", "Tata Graha", "Kantor Depan", "Pemasaran", "Pemeliharaan"]

STAFF = [
    ("agent@demo.test", "Rina Wulandari", Role.AGENT, "Kantor Depan"),
    ("manager@demo.test", "Hendra Gunawan", Role.MANAGER, "Pemasaran"),
    ("admin@demo.test", "Dewi Anggraini", Role.ADMIN, "Teknologi Informasi"),
    ("bayu@demo.test", "Bayu Pratama", Role.AGENT, "Kantor Depan"),
    ("made@demo.test", "Ni Made Ayu Lestari", Role.AGENT, "Tata Graha"),
    ("james@demo.test", "James Whitfield", Role.AGENT, "Kantor Depan"),
]


def make_demo(rng: random.Random, today: date) -> None:
    Organisation.objects.create(
        name="Graha Nusantara",
        contact_email="layanan@graha-nusantara.example",
        contact_phone="+62215550142",
        address="Jalan Merdeka Timur 18, Jakarta",
    )
    departments = {name: Department.objects.get_or_create(name=name)[0] for name in DEPARTMENTS}
    for email, name, role, department in STAFF:
        User.objects.create_user(
            email,
            PASSWORD,
            full_name=name,
            role=role,
            department=departments[department],
            language="en" if name == "James Whitfield" else "id",
        )
