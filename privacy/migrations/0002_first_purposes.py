"""Two purposes to begin with, their first texts, and the customers who had refused surveys before there was a log."""

from django.db import migrations
from django.utils import timezone

PURPOSES = [
    {
        "key": "surveys",
        "name_id": "Survei kepuasan",
        "name_en": "Satisfaction surveys",
        "about_id": "Menanyakan pendapat tentang pelayanan, lewat email, telepon atau pos.",
        "about_en": "Asking what people think of our service, by e-mail, phone or post.",
        "basis": "interest",
        "position": 10,
    },
    {
        "key": "marketing",
        "name_id": "Penawaran dan promosi",
        "name_en": "Offers and promotions",
        "about_id": "Memberi kabar tentang penawaran, potongan harga dan hari istimewa.",
        "about_en": "Telling people about offers, discounts and special days.",
        "basis": "consent",
        "position": 20,
    },
]
TEXTS = {
    "surveys": (
        "Kami sesekali menanyakan pendapat Anda tentang pelayanan kami untuk memperbaikinya. Anda dapat menolak kapan"
        " saja; tiap email memuat tautan untuk berhenti.",
        "From time to time we ask you what you think of our service, to make it better. You can refuse at any time; every"
        " e-mail has a link to stop.",
    ),
    "marketing": (
        "Saya setuju dihubungi tentang penawaran dan promosi. Persetujuan ini dapat saya tarik kembali kapan saja tanpa"
        " akibat bagi pelayanan yang saya terima.",
        "I agree to be contacted about offers and promotions. I can withdraw this consent at any time, and it makes no"
        " difference to the service I receive.",
    ),
}

EARLIER_REFUSALS = """
INSERT INTO privacy_consententry (customer_id, purpose_id, given, channel, note, at)
SELECT c.id, p.id, FALSE, 'registry', '', c.updated_at
FROM customers_customer AS c, privacy_consentpurpose AS p
WHERE NOT c.survey_consent AND p.key = 'surveys'
"""


def add_purposes(apps, schema_editor):
    Purpose = apps.get_model("privacy", "ConsentPurpose")
    Wording = apps.get_model("privacy", "ConsentWording")
    for values in PURPOSES:
        purpose = Purpose.objects.create(**values)
        text_id, text_en = TEXTS[values["key"]]
        Wording.objects.create(
            purpose=purpose, number=1, text_id=text_id, text_en=text_en, valid_from=timezone.localdate()
        )


class Migration(migrations.Migration):
    dependencies = [("privacy", "0001_consents_and_access")]

    operations = [
        migrations.RunPython(add_purposes, migrations.RunPython.noop),
        migrations.RunSQL(EARLIER_REFUSALS, migrations.RunSQL.noop),
    ]
