"""Fields and values as the tests of custom fields need them."""

from datetime import UTC, datetime

from customers.custom import value_type
from customers.models import CustomField

NOW = datetime(2026, 3, 9, 7, 5, tzinfo=UTC)
TAPS = [("sea", "Laut", "Sea"), ("garden", "Kebun", "Garden"), ("city", "Kota", "City")]


def plain(kind: str, **properties) -> CustomField:
    field = CustomField(key="wish", type=kind, **properties)
    field.__dict__["all_choices"] = [
        type("Choice", (), {"value": v, "label_id": i, "label_en": e, "is_active": v != "city", "label": e})()
        for v, i, e in TAPS
    ]
    return field


def read(kind: str, text: str, **properties):
    field = plain(kind, **properties)
    return value_type(field).read(field, text)
