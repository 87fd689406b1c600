"""Bodies outside that customers in Indonesia can turn to."""

from django.db import migrations

# Name and purpose in both languages, website where it is beyond doubt, the sector that each is for.
BODIES = (
    ("BPSK (Badan Penyelesaian Sengketa Konsumen)", "BPSK (consumer dispute settlement agency)",
     "Penyelesaian sengketa konsumen di luar pengadilan, di kota atau kabupaten Anda",
     "Settles disputes of consumers out of court, in your city or regency", "", "trade"),
    ("BPKN (Badan Perlindungan Konsumen Nasional)", "BPKN (National Consumer Protection Agency)",
     "Menerima pengaduan tentang perlindungan konsumen", "Receives complaints about consumer protection",
     "https://bpkn.go.id", "trade"),
    ("YLKI (Yayasan Lembaga Konsumen Indonesia)", "YLKI (Indonesian Consumers Foundation)",
     "Lembaga swadaya masyarakat yang mendampingi konsumen", "A civil organisation that stands by consumers",
     "https://ylki.or.id", "trade"),
    ("OJK (Otoritas Jasa Keuangan)", "OJK (Financial Services Authority)",
     "Pengaduan tentang lembaga jasa keuangan, juga lewat Kontak 157",
     "Complaints about financial institutions, also by Kontak 157", "https://kontak157.ojk.go.id", "finance"),
    ("LAPS SJK (Lembaga Alternatif Penyelesaian Sengketa Sektor Jasa Keuangan)",
     "LAPS SJK (Alternative Dispute Resolution for Financial Services)",
     "Mediasi dan arbitrase sengketa dengan lembaga jasa keuangan",
     "Mediation and arbitration with financial institutions", "https://lapssjk.id", "finance"),
    ("Ombudsman Republik Indonesia", "Ombudsman of the Republic of Indonesia",
     "Laporan tentang maladministrasi dalam pelayanan publik", "Reports on maladministration in public services",
     "https://ombudsman.go.id", "public"),
    ("SP4N-LAPOR!", "SP4N-LAPOR! (national public service complaints)",
     "Pengaduan tentang pelayanan publik di seluruh Indonesia", "Complaints about public services in all of Indonesia",
     "https://www.lapor.go.id", "public"),
)  # fmt: skip
NEXT_LEVEL_ID = "Mintalah agar kepala layanan pelanggan memeriksa keluhan Anda sekali lagi; balas saja surel kami."
NEXT_LEVEL_EN = "Ask the head of customer service to look at your complaint once more; simply answer our e-mail."


def seed(apps, schema_editor):
    OutsideBody = apps.get_model("complaints", "OutsideBody")
    OutsideBody.objects.bulk_create(
        OutsideBody(
            name_id=name_id, name_en=name_en, about_id=about_id, about_en=about_en, website=website, sector=sector,
            position=place * 10,
        )
        for place, (name_id, name_en, about_id, about_en, website, sector) in enumerate(BODIES, start=1)
    )  # fmt: skip
    apps.get_model("complaints", "CarePolicy").objects.create(next_level_id=NEXT_LEVEL_ID, next_level_en=NEXT_LEVEL_EN)


def unseed(apps, schema_editor):
    apps.get_model("complaints", "OutsideBody").objects.all().delete()
    apps.get_model("complaints", "CarePolicy").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("complaints", "0016_remedies_promises_care")]

    operations = [migrations.RunPython(seed, unseed)]
