"""Three surveys to start from: one that follows complaints, published; two as drafts."""

from django.db import migrations
from django.utils import timezone

SCALE = "scale4"
NPS = "nps"
TEXT = "text"

THANKS = {
    "thanks_id": "Terima kasih atas waktu Anda. Setiap jawaban kami baca.",
    "thanks_en": "Thank you for your time. We read every answer.",
}
COMMENT = (TEXT, "Apa yang dapat kami perbaiki?", "What could we do better?", False)
RECOMMEND = (
    NPS,
    "Seberapa besar kemungkinan Anda merekomendasikan kami kepada teman atau rekan kerja?",
    "How likely are you to recommend us to a friend or colleague?",
    True,
)

SURVEYS = [
    {
        "fields": {
            "title_id": "Penanganan keluhan Anda",
            "title_en": "How we handled your complaint",
            "intro_id": "Keluhan Anda sudah kami tutup. Ceritakan bagaimana kami menanganinya: tiga pertanyaan, "
            "kurang dari satu menit.",
            "intro_en": "We have closed your complaint. Tell us how we handled it: three questions, less than a minute.",
            "trigger": "complaint_closed",
            "audience": "both",
            "status": "published",
            # Closing comes after the customer's own verdict, so the question may follow at once, for every complaint.
            "delay_hours": 0,
            "quiet_days": 0,
            "valid_days": 14,
        },
        "questions": [
            (
                SCALE,
                "Seberapa puas Anda dengan penanganan keluhan Anda?",
                "How satisfied are you with the way we handled your complaint?",
                True,
            ),
            RECOMMEND,
            COMMENT,
        ],
    },
    {
        "fields": {
            "title_id": "Pengalaman pembelian Anda",
            "title_en": "Your recent purchase",
            "intro_id": "Terima kasih telah bertransaksi dengan kami. Bagaimana pengalaman Anda?",
            "intro_en": "Thank you for buying from us. How was it?",
            "trigger": "purchase",
            "audience": "external",
            "delay_hours": 24,
            "quiet_days": 90,
            "valid_days": 14,
        },
        "questions": [
            (
                SCALE,
                "Seberapa puas Anda dengan mutu produk atau jasa yang Anda terima?",
                "How satisfied are you with the quality of the product or service?",
                True,
            ),
            (
                SCALE,
                "Seberapa puas Anda dengan pelayanan petugas kami?",
                "How satisfied are you with the service of our staff?",
                True,
            ),
            RECOMMEND,
            COMMENT,
        ],
    },
    {
        "fields": {
            "title_id": "Pelayanan antarbagian",
            "title_en": "Service between departments",
            "intro_id": "Bagian lain adalah pelanggan kami juga. Bagaimana pelayanan yang Anda terima dari rekan Anda?",
            "intro_en": "Colleagues are customers too. How well are you served by the departments you depend on?",
            "trigger": "manual",
            "audience": "internal",
            "delay_hours": 0,
            "quiet_days": 60,
            "valid_days": 21,
        },
        "questions": [
            (
                SCALE,
                "Seberapa puas Anda dengan ketepatan waktu pelayanan bagian lain?",
                "How satisfied are you with how promptly other departments serve you?",
                True,
            ),
            (
                SCALE,
                "Seberapa puas Anda dengan sikap dan kerja sama rekan Anda?",
                "How satisfied are you with the attitude and cooperation of your colleagues?",
                True,
            ),
            COMMENT,
        ],
    },
]


def add_surveys(apps, schema_editor):
    Survey, Question = apps.get_model("surveys", "Survey"), apps.get_model("surveys", "Question")
    if Survey.objects.exists():
        return
    now = timezone.now()
    for ready in SURVEYS:
        fields = {**THANKS, **ready["fields"]}
        published_at = now if fields.get("status") == "published" else None
        survey = Survey.objects.create(**fields, created_at=now, published_at=published_at)
        Question.objects.bulk_create(
            Question(survey=survey, position=position, kind=kind, text_id=text_id, text_en=text_en, is_required=required)
            for position, (kind, text_id, text_en, required) in enumerate(ready["questions"], start=1)
        )


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial")]

    operations = [migrations.RunPython(add_surveys, migrations.RunPython.noop)]
