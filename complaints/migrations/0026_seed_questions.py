"""Ask a little more about each of the main causes, as long as nobody asks anything yet."""

from django.db import migrations

QUESTIONS = {
    "promise_not_kept": [
        ("Apa yang kami janjikan, dan siapa yang menjanjikannya?", "What did we promise, and who promised it?"),
        ("Kapan janji itu dibuat?", "When was it promised?"),
    ],
    "inefficient_service": [("Kapan dan di mana?", "When and where was it?")],
    "rude_service": [("Kapan dan di mana?", "When and where was it?"), ("Siapa, jika Anda tahu?", "Who, if you know?")],
    "change_not_communicated": [("Perubahan apa yang tidak kami beri tahu?", "Which change did we not tell you of?")],
    "dissatisfied_product_service": [("Produk atau layanan yang mana?", "Which product or service?")],
    "slow_response": [("Kapan terakhir Anda menghubungi kami, dan lewat apa?", "When did you last contact us, and how?")],
}


def ask(apps, schema_editor):
    cause_model, question_model = apps.get_model("complaints", "Cause"), apps.get_model("complaints", "CauseQuestion")
    if question_model.objects.exists():
        return
    causes = {cause.slug: cause for cause in cause_model.objects.filter(parent=None)}
    question_model.objects.bulk_create(
        question_model(cause=causes[slug], text_id=text_id, text_en=text_en, position=position)
        for slug, texts in QUESTIONS.items()
        if slug in causes
        for position, (text_id, text_en) in enumerate(texts)
    )


class Migration(migrations.Migration):
    dependencies = [("complaints", "0025_anonymous_and_questions")]

    operations = [migrations.RunPython(ask, migrations.RunPython.noop)]
