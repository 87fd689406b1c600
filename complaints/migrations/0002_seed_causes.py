"""The six causes of complaint after the seed, with finer ones below two of them."""

from django.db import migrations

# slug, name in Indonesian, name in English, finer causes
CAUSES = [
    ("promise_not_kept", "Janji tidak terpenuhi", "Broken promise", []),
    (
        "inefficient_service",
        "Pelayanan tidak efisien",
        "Inefficient service",
        [("slow_service", "Pelayanan lambat", "Slow service"), ("wrong_transaction", "Salah transaksi", "Wrong transaction")],
    ),
    ("rude_service", "Pelayanan kasar", "Rude service", [("rude_staff", "Petugas tidak sopan", "Rude staff")]),
    ("change_not_communicated", "Perubahan tidak disampaikan", "Change not communicated", []),
    (
        "dissatisfied_product_service",
        "Produk atau jasa tidak memuaskan",
        "Unsatisfactory product or service",
        [],
    ),
    ("slow_response", "Respons rendah", "Low responsiveness", []),
]
# Beyond our control, and counted apart. They show as what they are to the customer: an unsatisfactory service.
EXTERNAL = [
    ("external_weather", "Cuaca", "Weather"),
    ("external_infrastructure", "Infrastruktur", "Infrastructure"),
    ("external_crime", "Tindak kejahatan", "Crime"),
    ("external_other", "Faktor luar lainnya", "Other external factor"),
]


def seed(apps, schema_editor):
    Cause = apps.get_model("complaints", "Cause")
    finer = []
    for position, (slug, name_id, name_en, children) in enumerate(CAUSES, start=1):
        parent = Cause.objects.create(slug=slug, name_id=name_id, name_en=name_en, position=position * 10)
        rows = [(*child, "internal") for child in children]
        if slug == "dissatisfied_product_service":
            rows += [(*child, "external") for child in EXTERNAL]
        finer += [
            Cause(slug=child, name_id=id_, name_en=en, factor=factor, parent=parent, position=position * 10 + place)
            for place, (child, id_, en, factor) in enumerate(rows, start=1)
        ]
    Cause.objects.bulk_create(finer)


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial")]

    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
