"""Ten reply templates to begin with, in both languages."""

from django.db import migrations

TEMPLATES = (
    (
        "Terima kasih, sedang kami periksa · We are looking into it",
        "{customer},\n\nterima kasih sudah memberi tahu kami tentang “{summary}”. Mohon maaf atas ketidaknyamanannya. "
        "Kami sedang memeriksa apa yang terjadi, dan paling lambat {due} Anda menerima penyelesaiannya dari kami.\n\n"
        "Salam hangat,\n{officer}\n{organisation}",
        "{customer},\n\nthank you for telling us about “{summary}”. We are sorry for the trouble. We are finding out "
        "what happened, and you will have our solution by {due} at the latest.\n\nKind regards,\n{officer}\n"
        "{organisation}",
    ),
    (
        "Kami perlu satu keterangan lagi · We need one more detail",
        "{customer},\n\nagar keluhan {number} dapat segera kami selesaikan, kami masih memerlukan satu keterangan: "
        "\n\n- \n\nBalas saja email ini atau tulis di halaman pelacakan Anda. Begitu jawaban Anda tiba, kami langsung "
        "melanjutkan.\n\nTerima kasih,\n{officer}",
        "{customer},\n\nto settle your complaint {number} soon we need one more detail from you:\n\n- \n\nSimply answer "
        "this e-mail or write on your tracking page. We go on as soon as we have your answer.\n\nThank you,\n{officer}",
    ),
    (
        "Masih kami kerjakan · Still working on it",
        "{customer},\n\nkeluhan Anda {number} belum selesai, dan kami tidak ingin Anda menunggu tanpa kabar. Sejauh ini "
        "kami sudah: \n\nYang masih kami tunggu: \n\nKami menghubungi Anda lagi paling lambat {due}.\n\nSalam,\n"
        "{officer}",
        "{customer},\n\nyour complaint {number} is not settled yet, and we do not want you to wait without news. So far "
        "we have: \n\nWhat we still wait for: \n\nYou will hear from us again by {due}.\n\nKind regards,\n{officer}",
    ),
    (
        "Petugas kami akan datang · Somebody will come to you",
        "{customer},\n\nuntuk memperbaiki “{summary}” petugas kami akan datang pada  pukul . Apakah waktu itu cocok? "
        "Bila tidak, balas pesan ini dan kami carikan waktu lain.\n\nTerima kasih atas kesabaran Anda,\n{officer}",
        "{customer},\n\nto put “{summary}” right somebody from us will come on  at . Does that suit you? If not, answer "
        "this message and we will find another time.\n\nThank you for your patience,\n{officer}",
    ),
    (
        "Uang Anda kami kembalikan · Your refund is on its way",
        "{customer},\n\nAnda benar, dan kami mohon maaf. Kami mengembalikan  kepada Anda dengan cara yang sama seperti "
        "Anda membayar. Biasanya uang masuk dalam beberapa hari kerja. Bila belum, sebutkan nomor {number} dan kami "
        "lacak bersama Anda.\n\nSalam,\n{officer}\n{organisation}",
        "{customer},\n\nyou are right, and we are sorry. We are paying  back to you in the way in which you paid. It "
        "usually arrives within a few working days. If it does not, tell us the number {number} and we will trace it "
        "with you.\n\nKind regards,\n{officer}\n{organisation}",
    ),
    (
        "Sudah diperbaiki, mohon dicoba · It is repaired, please try",
        "{customer},\n\nmasalah yang Anda sampaikan pada {received} sudah kami perbaiki. Mohon dicoba, dan beri tahu "
        "kami bila masih ada yang kurang: Anda tidak perlu mengulang ceritanya, cukup sebutkan {number}.\n\n"
        "Terima kasih sudah membantu kami menjadi lebih baik,\n{officer}",
        "{customer},\n\nwhat you told us on {received} is repaired. Please try it, and tell us if anything is still "
        "wrong: you need not tell the story again, the number {number} is enough.\n\nThank you for helping us get "
        "better,\n{officer}",
    ),
    (
        "Mohon maaf atas sikap petugas · Sorry for how you were treated",
        "{customer},\n\nbegitu seharusnya tidak ada orang yang dilayani, dan kami mohon maaf dengan tulus. Kami sudah "
        "berbicara dengan petugas yang bersangkutan dan dengan pimpinannya. Bila Anda berkenan, pimpinan kami ingin "
        "menelepon Anda dan mendengarkan langsung. Kapan waktu yang baik?\n\nDengan hormat,\n{officer}\n{organisation}",
        "{customer},\n\nnobody should be treated like that, and we are truly sorry. We have spoken with the person and "
        "with those in charge. If you agree, our manager would like to call you and listen. When would be a good time?"
        "\n\nSincerely,\n{officer}\n{organisation}",
    ),
    (
        "Kami menelepon, belum tersambung · We could not reach you",
        "{customer},\n\nhari ini kami menelepon Anda mengenai keluhan {number}, tetapi belum tersambung. Kapan waktu "
        "yang baik untuk menelepon lagi, dan di nomor mana? Bila Anda lebih suka menulis, balas saja pesan ini.\n\n"
        "Salam,\n{officer}",
        "{customer},\n\nwe called you today about your complaint {number} but could not reach you. When is a good time "
        "to call again, and on which number? If you prefer to write, simply answer this message.\n\nKind regards,\n"
        "{officer}",
    ),
    (
        "Itu tidak dapat kami penuhi · We can't do what you ask",
        "{customer},\n\nkami sudah mempelajari permintaan Anda dengan sungguh-sungguh. Yang Anda minta tidak dapat kami "
        "penuhi, karena \n\nYang dapat kami lakukan: \n\nKami tahu ini bukan jawaban yang Anda harapkan. Bila ada yang "
        "kami lewatkan, balas pesan ini dan kami periksa lagi.\n\nDengan hormat,\n{officer}\n{organisation}",
        "{customer},\n\nwe have thought your request through with care. We can't do what you ask, because \n\nWhat we "
        "can do: \n\nWe know this is not the answer you hoped for. If we have missed something, answer this message and "
        "we will look again.\n\nSincerely,\n{officer}\n{organisation}",
    ),
    (
        "Apakah semuanya sudah baik? · Is everything well now?",
        "{customer},\n\nbeberapa hari yang lalu kami menyelesaikan keluhan Anda “{summary}”. Kami ingin memastikan: "
        "apakah semuanya sudah baik? Bila belum, balas pesan ini, dan kami lanjutkan tanpa Anda harus mengulang dari "
        "awal.\n\nTerima kasih sudah tetap bersama kami,\n{officer}\n{organisation}",
        "{customer},\n\na few days ago we settled your complaint “{summary}”. We would like to be sure: is everything "
        "well now? If it is not, answer this message, and we will go on without your having to begin again.\n\n"
        "Thank you for staying with us,\n{officer}\n{organisation}",
    ),
)


def add_templates(apps, schema_editor):
    model = apps.get_model("complaints", "ReplyTemplate")
    model.objects.bulk_create(
        [model(name=name, body_id=body_id, body_en=body_en) for name, body_id, body_en in TEMPLATES],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):

    dependencies = [
        ("complaints", "0020_templates"),
    ]

    operations = [
        migrations.RunPython(add_templates, migrations.RunPython.noop),
    ]
