"""What generated complaints say: things, troubles and places in two languages, put together by chance."""

THINGS_ID = (
    "AC kamar|Air panas|Shower|Wastafel|Lampu baca|Televisi|Kulkas kecil|Brankas kamar|Kasur|Bantal|Selimut|Handuk|"
    "Sarapan prasmanan|Kopi pagi|Layanan kamar|Kolam renang|Pusat kebugaran|Lift|Kunci kartu|Gorden|Balkon|Wi-Fi|"
    "Kursi bus|Bagasi|Jadwal keberangkatan|Tiket elektronik|Kode promo|Voucher menginap|Pengembalian dana|Tagihan|"
    "Kuitansi|Faktur pajak|Uang muka|Pemesanan ruang rapat|Proyektor|Pengeras suara|Antar jemput bandara|Sopir|"
    "Pemandu wisata|Paket tur|Asuransi perjalanan|Poin anggota|Kartu anggota|Aplikasi ponsel|Surel konfirmasi|"
    "Nomor antrean|Meja resepsionis|Tempat parkir|Pos satpam|Cucian kiloan|Setrikaan|Kursi roda|Ranjang bayi|"
    "Makan malam|Menu vegetarian|Minuman sambutan|Hidangan penutup|Kue ulang tahun|Dekorasi bulan madu|Foto bersama"
)
TROUBLES_ID = (
    "tidak berfungsi|mati mendadak|bocor terus|berbau apek|sangat kotor|belum diganti|datang terlambat|"
    "dibatalkan sepihak|salah hitung|ditagih dua kali|belum diterima|tidak sesuai pesanan|berubah tanpa kabar|"
    "penuh semut|terlalu bising|rusak parah|hilang dari kamar|kurang dingin|terlalu panas|dingin saat disajikan|"
    "sudah kedaluwarsa|ditolak sistem|tidak bisa dibuka|selalu gagal|kurang lengkap|tertukar dengan orang lain|"
    "lama sekali diproses|belum dikembalikan|tidak ramah anak|membahayakan|berkarat|macet berulang kali|"
    "tidak ada petunjuk|dijanjikan gratis tetapi ditagih|jauh dari gambar|hanya setengah jadi|ditutup tanpa alasan|"
    "tidak dijawab|dilayani kasar|dibentak petugas|diabaikan berjam-jam|salah nama|salah tanggal|salah alamat|"
    "robek|retak|berjamur|berisik semalaman|lambat tersambung|putus-putus|tidak higienis|kurang matang|terlalu asin"
)
PLACES_ID = (
    "lantai dua|lantai tujuh|sayap timur|sayap barat|lobi utama|restoran atap|kamar keluarga|kamar suite|bungalo|"
    "cabang Yogyakarta|cabang Bandung|cabang Sanur|cabang Surabaya|terminal Giwangan|terminal Bungurasih|"
    "bandara Adisucipto|stasiun Gambir|rute Malioboro|rute Prambanan|rute Kintamani|tur Borobudur|tur Bromo|"
    "acara pernikahan|rapat tahunan|malam tahun baru|libur Lebaran|akhir pekan|jam makan siang|tengah malam|"
    "saat hujan deras|ketika listrik padam|waktu antre pembayaran|setelah renovasi|sejak kemarin|tiga hari berturut"
)
THINGS_EN = (
    "Air conditioner|Hot water|Shower head|Bedside lamp|Television remote|Minibar|Mattress|Pillow|Blanket|Towels|"
    "Breakfast buffet|Morning coffee|Room service|Swimming pool|Fitness centre|Elevator|Key card|Curtain|Balcony door|"
    "Wireless network|Bus seat|Luggage|Departure time|Electronic ticket|Promo code|Gift voucher|Refund|Invoice|"
    "Receipt|Deposit|Meeting room|Projector|Airport shuttle|Driver|Tour guide|Travel insurance|Loyalty points|"
    "Mobile app|Confirmation message|Front desk|Parking space|Laundry bag|Wheelchair ramp|Baby cot|Welcome drink"
)
TROUBLES_EN = (
    "did not work|was broken|kept leaking|smelled of smoke|was filthy|arrived too late|was cancelled without notice|"
    "was charged twice|never arrived|was not what we ordered|changed at the last minute|was full of ants|"
    "was far too noisy|went missing|was served cold|had expired|was rejected|could not be opened|failed every time|"
    "was given to somebody else|took hours|has not been paid back|was dangerous|was rusty|got stuck|"
    "was promised for free|looked nothing like the pictures|was closed for no reason|nobody answered|was rude|"
    "shouted at us|ignored us|had the wrong name|had the wrong date|was torn|was cracked|was mouldy|was undercooked"
)
PLACES_EN = (
    "on the second floor|in the east wing|in the lobby|at the rooftop restaurant|in the family room|in the suite|"
    "at the Yogyakarta branch|at the Bandung branch|in Sanur|in Surabaya|at the airport|at the station|"
    "on the Borobudur tour|on the Bromo tour|during the wedding|on New Year's Eve|over the weekend|at lunch time|"
    "in the middle of the night|in heavy rain|after the renovation|since yesterday|three days in a row"
)
SENTENCES_ID = (
    "Saya sudah melapor ke petugas, tetapi belum ada tindak lanjut.|Kami menunggu lebih dari dua jam tanpa kabar.|"
    "Petugas jaga mengatakan bahwa teknisi baru datang besok.|Anak kami jadi tidak bisa tidur semalaman.|"
    "Padahal kami sudah membayar lunas seminggu sebelumnya.|Bukti transfer dan foto sudah saya kirim.|"
    "Ini kejadian kedua kalinya dalam sebulan.|Janji lewat telepon ternyata tidak ditepati.|"
    "Rombongan kami terdiri atas dua belas orang, termasuk lansia.|Mohon dijelaskan mengapa hal ini terjadi.|"
    "Kami terpaksa pindah ke tempat lain dengan biaya sendiri.|Saya pelanggan tetap sejak bertahun-tahun.|"
    "Tidak ada permintaan maaf sama sekali.|Nomor layanan pelanggan tidak bisa dihubungi."
)
SENTENCES_EN = (
    "I told the staff, but nothing has happened since.|We waited for more than two hours without any news.|"
    "We had paid in full a week before.|I have sent the receipt and some pictures.|"
    "This is the second time within a month.|Our group has twelve people, some of them elderly.|"
    "Please explain how this could happen.|We had to move elsewhere at our own expense.|"
    "I have been your customer for years.|Nobody has apologised so far."
)
WISHES_ID = "|Uang kembali|Perbaikan segera|Permintaan maaf|Penjelasan tertulis|Ganti kamar|Potongan harga"
WISHES_EN = "|Money back|Prompt repair|An apology|A written explanation|Another room|A discount"
REPLIES_ID = (
    "Mohon maaf atas kejadian ini. Kami sedang memeriksanya.|Terima kasih atas kabarnya; teknisi segera datang.|"
    "Kami sudah meneruskan hal ini ke bagian terkait dan memberi kabar besok pagi.|"
    "Dana dikembalikan ke rekening yang sama dalam tiga hari kerja."
)
REPLIES_EN = (
    "We are sorry about this and are looking into it.|Thank you for telling us; a technician is on the way.|"
    "We have passed this on and will write again tomorrow morning."
)
TAGS = "rombongan|kesehatan|lansia|media|hukum|berulang|musiman|korporat|asuransi|bayi|difabel|mendesak"

# By the names that the statements call them.
POOLS = {
    name.lower(): text.split("|")
    for name, text in {
        "THINGS_ID": THINGS_ID, "TROUBLES_ID": TROUBLES_ID, "PLACES_ID": PLACES_ID, "SENTENCES_ID": SENTENCES_ID,
        "WISHES_ID": WISHES_ID, "REPLIES_ID": REPLIES_ID, "THINGS_EN": THINGS_EN, "TROUBLES_EN": TROUBLES_EN,
        "PLACES_EN": PLACES_EN, "SENTENCES_EN": SENTENCES_EN, "WISHES_EN": WISHES_EN, "REPLIES_EN": REPLIES_EN,
        "TAGS": TAGS,
    }.items()
}  # fmt: skip


def one_of(pool: str, *, skew: float = 1) -> str:
    """SQL of one text of a pool; with a skew above 1 the first ones come more often."""
    texts = f"%({pool})s::text[]"
    chance = "random()" if skew == 1 else f"power(random(), {skew})"
    return f"({texts})[1 + floor(cardinality({texts}) * {chance})::int]"
