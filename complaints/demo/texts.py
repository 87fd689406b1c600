"""What is told in the demo, by language."""

# ruff: noqa: E501 - sentences stay whole

from complaints.demo import texts_en, texts_id

STORIES = {"id": texts_id.STORIES, "en": texts_en.STORIES}

INTERNAL = [
    (
        "promise_not_kept",
        "Laporan kas harian dari Kantor Depan selalu terlambat",
        "Pembukuan kami tertahan sampai siang.",
        "Jadwal serah terima disepakati pukul sembilan dan dicatat bersama.",
    ),
    (
        "slow_response",
        "Permintaan perbaikan printer sudah sepuluh hari",
        "Kami mencetak di ruang lain sejak minggu lalu.",
        "Printer diganti, dan setiap permintaan kini mendapat nomor.",
    ),
    (
        "change_not_communicated",
        "Jadwal pemadaman server tidak diberitahukan",
        "Sistem pemesanan mati pada jam sibuk.",
        "Pemadaman kini dijadwalkan malam hari dan dikabarkan tiga hari sebelumnya.",
    ),
    (
        "inefficient_service",
        "Permintaan linen harus ditandatangani empat orang",
        "Kamar terlambat siap.",
        "Cukup satu tanda tangan pengawas.",
    ),
    (
        "slow_service",
        "Pembayaran pemasok lewat tenggat karena berkas kembali dua kali",
        "Pemasok mengancam berhenti mengirim.",
        "Daftar periksa berkas dibuat bersama bagian akuntansi.",
    ),
    (
        "dissatisfied_product_service",
        "Brosur promosi memuat harga tahun lalu",
        "Tamu protes di meja depan.",
        "Brosur ditarik dan kini diperiksa dua orang sebelum dicetak.",
    ),
    (
        "wrong_transaction",
        "Gaji lembur bulan lalu salah hitung",
        "Tiga orang tata graha kurang dibayar.",
        "Kekurangan sudah dibayarkan.",
    ),
    (
        "slow_response",
        "Lift barang macet, laporan tidak ditanggapi",
        "Kami mengangkut linen lewat tangga.",
        "Lift diperbaiki dan nomor darurat teknisi ditempel.",
    ),
]

CONFIDENTIAL = (
    "rude_service",
    "Perlakuan tidak pantas dari rekan kerja",
    "Beberapa bulan terakhir saya terus diejek di grup percakapan kerja dan di ruang istirahat. Saya mohon hal ini dirahasiakan.",
)

REPLIES = {
    "id": [
        "Terima kasih sudah menyampaikan hal ini kepada kami. Kami memohon maaf atas pengalaman tersebut dan sedang menelusurinya. Kami kabari paling lambat besok.",
        "Kami memahami betapa tidak nyamannya kejadian ini. Bagian terkait sudah kami hubungi, dan saya sendiri yang akan mengabari Bapak/Ibu.",
        "Mohon maaf atas ketidaknyamanannya. Catatan pemesanan sudah saya periksa dan sedang saya cocokkan dengan petugas yang bertugas saat itu.",
        "Terima kasih sudah menunggu. Kami sudah bertemu kepala bagian dan sedang menyiapkan penyelesaiannya.",
    ],
    "en": [
        "Thank you for telling us. We are sorry about what happened and are looking into it; you will hear from me by tomorrow.",
        "I understand how upsetting this was. I have spoken to the department concerned and will come back to you myself.",
        "We apologise for the trouble. I have checked your booking and am comparing it with our duty log.",
    ],
}
QUESTIONS = {
    "id": [
        "Boleh kami tahu nomor kamar dan jam kejadiannya?",
        "Mohon kirimkan foto kwitansi atau bukti pembayarannya.",
    ],
    "en": ["Could you tell us the room number and the time?", "Could you send us a photo of the receipt, please?"],
}
ANSWERS = {
    "id": ["Kamar 214, sekitar pukul tujuh malam.", "Bukti transfernya sudah saya kirim lewat WhatsApp tadi pagi."],
    "en": ["Room 214, about seven in the evening.", "I sent the receipt this morning."],
}
NOTES = [
    "Pelanggan masih kesal tetapi mau diajak bicara. Telepon setelah pukul 16.00.",
    "Sudah cek buku tugas: benar hanya satu orang di meja depan.",
    "Tamu lama, sudah menginap lebih dari sepuluh kali. Tolong ditangani dengan hati-hati.",
    "Kepala bagian setuju mengganti biaya. Tinggal menunggu nomor rekening.",
    "Rekaman kamera sudah diminta ke bagian keamanan.",
    "Bagian pemeliharaan menjanjikan selesai besok pagi.",
]
REOPENINGS = {
    "id": ["Uangnya belum masuk sampai hari ini.", "Kejadian yang sama terulang kemarin."],
    "en": ["The money has not arrived yet.", "It happened again yesterday."],
}
WISHES = {
    "id": [
        "Pengembalian dana",
        "Permintaan maaf dari petugas yang bersangkutan",
        "Penjelasan dan kepastian tanggal",
        "Potongan harga untuk kunjungan berikutnya",
    ],
    "en": ["A refund", "An apology from the person concerned", "An explanation", "A discount on the next stay"],
}
