"""Further fields of the demonstration: what a hotel wants to know of its guests beyond what every registry asks."""

import random
from datetime import date, timedelta

from customers.enums import FieldType, Kind, PartyType
from customers.models import CustomChoice, Customer, CustomField

FIRMS = [PartyType.ORGANISATION, PartyType.COMMUNITY]
STAY, BILLING = ("Saat menginap", "During the stay"), ("Penagihan", "Billing")
Words = tuple[str, str]

# Key, type, label, heading, properties, choices.
FIELDS: list[tuple[str, str, Words, Words, dict, list[tuple[str, str, str]]]] = [
    (
        "contact_channel", FieldType.CHOICE, ("Paling suka dihubungi lewat", "Prefers to be reached by"), ("", ""),
        {"on_card": True, "in_list": True},
        [("whatsapp", "WhatsApp", "WhatsApp"), ("phone", "Telepon", "Phone"), ("email", "Email", "E-mail"),
         ("fax", "Faksimile", "Fax")],
    ),
    (
        "room_wishes", FieldType.CHOICES, ("Keinginan kamar", "Room wishes"), STAY,
        {"kind": Kind.EXTERNAL, "party_types": [PartyType.INDIVIDUAL], "on_card": True},
        [("high_floor", "Lantai tinggi", "High floor"), ("quiet", "Jauh dari lift", "Away from the lift"),
         ("no_smoking", "Bebas asap rokok", "No smoking"), ("extra_bed", "Ranjang tambahan", "Extra bed")],
    ),
    (
        "breakfast", FieldType.CHOICE, ("Sarapan", "Breakfast"), STAY,
        {"kind": Kind.EXTERNAL, "party_types": [PartyType.INDIVIDUAL]},
        [("nusantara", "Nusantara", "Indonesian"), ("continental", "Kontinental", "Continental"),
         ("vegetarian", "Vegetarian", "Vegetarian")],
    ),
    (
        "anniversary", FieldType.DATE, ("Hari pernikahan", "Wedding anniversary"), STAY,
        {"kind": Kind.EXTERNAL, "party_types": [PartyType.INDIVIDUAL], "help_id": "Untuk ucapan dan kejutan kecil.",
         "help_en": "For a greeting and a small surprise."},
        [],
    ),
    (
        "tax_number", FieldType.TEXT, ("NPWP", "Tax number"), BILLING,
        {"kind": Kind.EXTERNAL, "party_types": FIRMS, "is_required": True, "is_unique": True, "max_length": 22,
         "help_id": "Ada di faktur pajak.", "help_en": "It stands on the tax invoice."},
        [],
    ),
    (
        "credit_limit", FieldType.MONEY, ("Batas kredit", "Credit limit"), BILLING,
        {"kind": Kind.EXTERNAL, "party_types": FIRMS, "on_card": True, "minimum": "0"}, [],
    ),
    (
        "billing_day", FieldType.INTEGER, ("Tanggal tagihan tiap bulan", "Day of the monthly bill"), BILLING,
        {"kind": Kind.EXTERNAL, "party_types": FIRMS, "minimum": "1", "maximum": "28"}, [],
    ),
    ("website", FieldType.URL, ("Situs web", "Website"), ("", ""), {"party_types": FIRMS}, []),
    (
        "works_at", FieldType.CHOICE, ("Tempat kerja", "Place of work"), ("", ""), {"kind": Kind.INTERNAL},
        [("front", "Gedung depan", "Front building"), ("back", "Gedung belakang", "Back building"),
         ("home", "Dari rumah", "From home")],
    ),
    ("fax_number", FieldType.TEXT, ("Nomor faksimile", "Fax number"), ("", ""), {"is_active": False}, []),
]  # fmt: skip


def make_custom_fields() -> None:
    fields = CustomField.objects.bulk_create(
        CustomField(
            key=key,
            type=kind,
            label_id=label[0],
            label_en=label[1],
            section_id=heading[0],
            section_en=heading[1],
            position=position,
            **properties,
        )
        for position, (key, kind, label, heading, properties, _choices) in enumerate(FIELDS)
    )
    CustomChoice.objects.bulk_create(
        CustomChoice(
            field=field, value=value, label_id=words_id, label_en=words_en, position=place, is_active=value != "fax"
        )
        for field, (*_field, choices) in zip(fields, FIELDS, strict=True)
        for place, (value, words_id, words_en) in enumerate(choices)
    )


def custom_values_of(customer: Customer, number: int, today: date) -> dict:
    """Believable answers; a stream of chance of its own, so that the rest of the demonstration stays as it is."""
    rng = random.Random(f"custom fields {number}")
    answers: dict = {}

    def ask(key: str, share: float, answer: object) -> None:
        if rng.random() < share:
            answers[key] = answer

    ask("contact_channel", 0.7, rng.choice(["whatsapp"] * 6 + ["phone", "phone", "email", "fax"]))
    if customer.kind == Kind.INTERNAL:
        ask("works_at", 0.9, rng.choice(["front", "front", "back", "home"]))
    elif customer.party_type == PartyType.INDIVIDUAL:
        wishes = rng.sample(["extra_bed", "high_floor", "no_smoking", "quiet"], rng.choice([1, 1, 2, 3]))
        ask("room_wishes", 0.4, sorted(wishes))
        ask("breakfast", 0.5, rng.choice(["nusantara", "nusantara", "continental", "vegetarian"]))
        ask("anniversary", 0.2, (today - timedelta(days=rng.randint(400, 15_000))).isoformat())
    else:
        ask("tax_number", 0.85, f"{rng.randint(1, 99):02d}.{number:03d}.{rng.randint(100, 999)}.{rng.randint(1, 9)}-"
                                f"{rng.randint(100, 999)}.000")  # fmt: skip
        ask("credit_limit", 0.6, rng.choice([5, 10, 25, 50, 100]) * 1_000_000)
        ask("billing_day", 0.6, rng.choice([1, 5, 10, 25]))
        ask("website", 0.5, f"https://www.contoh-{number}.example")
    return answers
