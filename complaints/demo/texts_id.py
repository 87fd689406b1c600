"""What guests of an invented hotel and travel business complain of in the demo, in Indonesian, and what became of it.

Each story is summary, details, resolution; the key is the cause.
"""

# ruff: noqa: E501 - sentences stay whole

STORIES = {
    "promise_not_kept": [
        (
            "Kamar pemandangan laut yang dijanjikan ternyata menghadap tempat parkir",
            "Saat memesan lewat telepon sudah dipastikan kamar menghadap laut. Waktu tiba kami diberi kamar di sisi belakang.",
            "Kami memohon maaf atas janji yang tidak kami tepati. Bapak/Ibu kami pindahkan ke kamar menghadap laut dan selisih tarif dua malam kami kembalikan.",
        ),
        (
            "Jemputan bandara tidak datang padahal sudah dikonfirmasi",
            "Pesawat mendarat pukul 21.10, kami menunggu hampir satu jam lalu naik taksi sendiri.",
            "Biaya taksi kami ganti penuh. Jadwal jemputan sekarang dikirim ulang ke pengemudi dua jam sebelum pesawat mendarat.",
        ),
        (
            "Pengembalian uang muka sudah dijanjikan tiga minggu lalu, belum masuk",
            "Acara dibatalkan sesuai ketentuan. Bagian keuangan bilang paling lama tujuh hari kerja.",
            "Dana sudah kami transfer hari ini dan bukti transfer kami lampirkan. Keterlambatan terjadi karena nomor rekening salah tercatat.",
        ),
        (
            "Sarapan gratis untuk anak ternyata ditagih",
            "Di situs tertulis anak di bawah enam tahun gratis sarapan, tetapi di tagihan ada dua porsi.",
            "Tagihan sarapan anak kami hapus dan kasir sudah kami ingatkan kembali tentang ketentuan paket keluarga.",
        ),
        (
            "Kamar bebas asap rokok yang dipesan tidak tersedia",
            "Ibu saya asma. Pemesanan sudah dua minggu sebelumnya dengan catatan khusus.",
            "Kami memohon maaf. Tamu dipindahkan ke kamar bebas asap dan catatan kesehatan kini tampil di daftar kedatangan.",
        ),
        (
            "Check-in lebih awal sudah dibayar tetapi baru boleh masuk pukul 14.00",
            "Kami membayar tambahan untuk masuk pukul 09.00. Kamar belum siap, tidak ada yang memberi kabar.",
            "Biaya tambahan dikembalikan penuh dan tamu mendapat makan siang dari kami.",
        ),
        (
            "Paket bulan madu tanpa dekorasi dan tanpa kue",
            "Paket sudah dibayar lunas. Kamar biasa saja, tidak ada apa pun yang disiapkan.",
            "Kami meminta maaf secara pribadi, menyiapkan makan malam di tepi kolam, dan mengembalikan harga paket.",
        ),
        (
            "Diskon anggota tidak dipotong dari tagihan akhir",
            "Kartu anggota sudah ditunjukkan saat check-in.",
            "Potongan sepuluh persen sudah kami kembalikan ke kartu kredit Bapak/Ibu.",
        ),
    ],
    "slow_service": [
        (
            "Antre check-in hampir satu jam pada hari Jumat",
            "Hanya satu petugas yang melayani, padahal ada tiga meja.",
            "Kami menambah satu petugas pada Jumat sore dan menyediakan check-in lewat ponsel.",
        ),
        (
            "Pesanan makan malam baru datang setelah 90 menit",
            "Dua kali ditanyakan, jawabannya selalu sebentar lagi.",
            "Makan malam tidak kami tagihkan. Dapur sekarang memberi tahu pelayan bila pesanan lewat 30 menit.",
        ),
        (
            "Kwitansi untuk kantor baru dikirim setelah diminta empat kali",
            "Saya perlu kwitansi untuk laporan perjalanan dinas.",
            "Kwitansi sudah dikirim. Permintaan kwitansi kini masuk antrean khusus bagian akuntansi.",
        ),
        (
            "AC kamar 312 baru diperbaiki keesokan harinya",
            "Sudah melapor pukul delapan malam. Teknisi datang pukul sepuluh pagi.",
            "Kami kembalikan tarif satu malam dan teknisi kini berjaga sampai pukul sebelas malam.",
        ),
        (
            "Proses ubah tanggal tiket perlu lima hari",
            "Padahal di ketentuan tertulis satu hari kerja.",
            "Perubahan sudah selesai tanpa biaya, dan persetujuan kini cukup dari satu orang.",
        ),
    ],
    "wrong_transaction": [
        (
            "Kartu kredit terpotong dua kali untuk satu pemesanan",
            "Ada dua transaksi dengan jumlah yang sama di mutasi kartu.",
            "Transaksi kedua sudah dibatalkan; dana kembali dalam tiga hari kerja. Mesin pembayaran sudah diperiksa.",
        ),
        (
            "Tiket dipesan untuk tanggal yang salah",
            "Saya minta tanggal 12, yang terbit tanggal 21.",
            "Tiket kami terbitkan ulang tanpa biaya. Petugas kini membacakan ulang tanggal sebelum mencetak.",
        ),
        (
            "Minibar ditagih padahal tidak dipakai",
            "Kulkas bahkan tidak kami buka.",
            "Tagihan minibar dihapus. Pemeriksaan kini dilakukan bersama tamu.",
        ),
        (
            "Nama di voucher salah, tidak bisa dipakai di loket",
            "Tertulis Budi Susanto, seharusnya Budi Santoso.",
            "Voucher baru sudah dikirim dan tempat wisata sudah kami hubungi.",
        ),
        (
            "Tagihan rombongan tidak sesuai penawaran",
            "Di penawaran 40 orang, di tagihan 46 orang.",
            "Tagihan diperbaiki sesuai daftar hadir, dan bagian penjualan kini mencocokkan jumlah sebelum mengirim.",
        ),
    ],
    "inefficient_service": [
        (
            "Harus mengisi formulir data diri tiga kali",
            "Di situs, di meja depan, lalu di kamar lagi.",
            "Data tamu sekarang dipakai bersama oleh semua bagian sehingga cukup diisi sekali.",
        ),
        (
            "Dilempar dari satu bagian ke bagian lain soal barang tertinggal",
            "Meja depan menyuruh ke tata graha, tata graha menyuruh ke keamanan.",
            "Barang ditemukan dan sudah dikirim. Kini satu petugas memegang semua laporan barang tertinggal.",
        ),
        (
            "Bus wisata berangkat terlambat karena menunggu daftar peserta",
            "Kami kehilangan waktu satu jam di Borobudur.",
            "Kami mengganti tiket masuk dan daftar peserta kini dicetak malam sebelumnya.",
        ),
        (
            "Nomor antrean dilewati dua kali",
            "Saya nomor 14, yang dipanggil langsung 16.",
            "Kami memohon maaf; layar antrean sudah diperbaiki.",
        ),
    ],
    "rude_staff": [
        (
            "Petugas meja depan membentak ibu saya di depan tamu lain",
            "Ibu hanya bertanya letak lift. Beliau sangat tersinggung.",
            "Kepala kantor depan sudah menelepon dan meminta maaf langsung kepada Ibu. Petugas mengikuti pelatihan dan didampingi.",
        ),
        (
            "Pemandu wisata mengejek logat kami",
            "Sepanjang perjalanan dijadikan bahan candaan.",
            "Pemandu sudah kami tegur tertulis dan tidak lagi memandu rombongan. Kami menyampaikan permintaan maaf kepada seluruh rombongan.",
        ),
        (
            "Satpam menyuruh keluar dengan kasar waktu menunggu jemputan",
            "Padahal kami tamu dan sedang hujan.",
            "Kami meminta maaf. Tempat tunggu tamu kini tersedia di lobi samping.",
        ),
        (
            "Pengemudi marah ketika diminta memperlambat kendaraan",
            "Ada bayi di dalam mobil.",
            "Pengemudi diganti pada hari itu juga dan menjalani penilaian ulang keselamatan.",
        ),
    ],
    "rude_service": [
        (
            "Telepon ditutup sebelum saya selesai berbicara",
            "Saya bertanya tentang pembatalan, petugas berkata sudah jelas lalu menutup telepon.",
            "Rekaman sudah kami dengarkan bersama petugas. Beliau menelepon kembali dan meminta maaf.",
        ),
        (
            "Pelayan restoran menjawab ketus saat diminta kursi bayi",
            "Jawabannya: kalau bawa bayi sebaiknya makan di kamar.",
            "Kami memohon maaf. Kursi bayi kini ditawarkan lebih dulu kepada tamu yang membawa anak.",
        ),
        (
            "Tidak disapa sama sekali saat check-out",
            "Petugas sibuk dengan ponselnya.",
            "Hal ini kami bahas dalam rapat pagi; ponsel pribadi kini disimpan selama bertugas.",
        ),
        (
            "Keluhan kami ditertawakan petugas kolam renang",
            "Saya menyampaikan lantai licin karena anak saya terpeleset.",
            "Alas antilicin sudah dipasang dan petugas meminta maaf langsung kepada keluarga.",
        ),
    ],
    "change_not_communicated": [
        (
            "Kolam renang ditutup tanpa pemberitahuan",
            "Anak-anak sudah menunggu sejak perjalanan. Baru tahu waktu tiba.",
            "Kami kembalikan sebagian tarif. Penutupan fasilitas kini dikabarkan paling lambat tujuh hari sebelumnya.",
        ),
        (
            "Jam keberangkatan wisata diubah, kami ketinggalan",
            "Katanya sudah diumumkan di papan lobi.",
            "Kami jadwalkan ulang tanpa biaya. Perubahan kini dikirim lewat pesan ke setiap peserta.",
        ),
        (
            "Harga paket naik setelah pemesanan dikonfirmasi",
            "Konfirmasi tertulis masih menyebut harga lama.",
            "Harga lama tetap berlaku dan selisihnya sudah dikembalikan.",
        ),
        (
            "Restoran pindah lantai, tidak ada petunjuk",
            "Orang tua saya berkeliling dua lantai mencari sarapan.",
            "Petunjuk baru sudah dipasang di lift dan di kamar.",
        ),
        (
            "Kebijakan pembatalan berubah tanpa kabar",
            "Saya memakai ketentuan yang dikirim bulan lalu.",
            "Kami memakai ketentuan lama untuk pemesanan ini. Perubahan kini diberitahukan kepada semua pemesan.",
        ),
        (
            "Acara di aula sampai tengah malam, tamu tidak diberi tahu",
            "Kami tidak bisa tidur, besok pagi ada rapat penting.",
            "Kami memberi potongan satu malam; tamu kini diberi tahu sejak pemesanan bila ada acara malam.",
        ),
    ],
    "dissatisfied_product_service": [
        (
            "Sprei bernoda dan kamar mandi berbau",
            "Sudah dilaporkan malam itu juga.",
            "Kamar dibersihkan ulang dan tamu dipindahkan. Pengawas kini memeriksa setiap kamar sebelum diserahkan.",
        ),
        (
            "Air panas mati dua hari berturut-turut",
            "Kami mandi air dingin, anak sampai masuk angin.",
            "Pemanas diganti dan tarif dua malam kami kembalikan separuhnya.",
        ),
        (
            "Wi-Fi putus terus, tidak bisa rapat daring",
            "Saya memilih hotel ini karena ada ruang kerja.",
            "Titik akses ditambah di lantai empat dan kami beri kamar lain selama sisa menginap.",
        ),
        (
            "Makanan prasmanan dingin dan pilihannya sedikit",
            "Datang pukul delapan, sudah banyak yang habis.",
            "Dapur kini mengisi ulang sampai pukul sepuluh. Kami mengundang Bapak/Ibu sarapan kembali.",
        ),
        (
            "Bus wisata kotor dan sabuk pengaman rusak",
            "Tiga kursi tanpa sabuk yang berfungsi.",
            "Bus ditarik dari layanan dan diperbaiki; kami mengganti seperempat harga perjalanan.",
        ),
        (
            "Kasur terlalu keras, punggung sakit",
            "Sudah minta ganti, katanya semua sama.",
            "Kami sediakan alas kasur tambahan dan mencatat kebutuhan ini di profil tamu.",
        ),
        (
            "Televisi dan lampu baca tidak menyala",
            "Kamar 207.",
            "Sudah diperbaiki pada hari yang sama dan kami mengirim buah sebagai permintaan maaf.",
        ),
        (
            "Rasa makanan pesta jauh dari uji cobanya",
            "Waktu uji rasa enak, saat acara hambar.",
            "Kami bertemu keluarga dan mengembalikan lima belas persen biaya katering.",
        ),
    ],
    "slow_response": [
        (
            "Email tentang tagihan tidak dijawab selama dua minggu",
            "Sudah tiga kali saya kirim.",
            "Kami memohon maaf; tagihan sudah dijelaskan dan kini setiap email dijawab paling lama satu hari kerja.",
        ),
        (
            "Pesan WhatsApp dibaca tetapi tidak dibalas",
            "Saya hanya perlu kepastian tanggal.",
            "Tanggal sudah kami pastikan. Pesan kini masuk ke satu antrean yang dipantau.",
        ),
        (
            "Tidak ada kabar tentang koper yang rusak",
            "Dilaporkan sejak Senin, disuruh menunggu.",
            "Koper kami ganti dengan yang baru dan penanggung jawab ditunjuk untuk setiap laporan.",
        ),
        (
            "Permohonan kamar ramah difabel tidak ditanggapi",
            "Kakak saya memakai kursi roda.",
            "Kamar sudah disiapkan, dan permohonan khusus kini dijawab pada hari yang sama.",
        ),
        (
            "Laporan kehilangan jam tangan tidak ditindaklanjuti",
            "Katanya akan dicek rekaman kamera.",
            "Rekaman sudah diperiksa bersama tamu dan jam ditemukan di ruang cuci.",
        ),
        (
            "Menelepon lima kali, selalu diminta menunggu",
            "Paling lama 25 menit lalu terputus.",
            "Kami menambah petugas pada jam sibuk dan menawarkan telepon balik.",
        ),
    ],
    "external_weather": [
        (
            "Perjalanan kapal batal karena ombak, uang belum kembali",
            "Saya paham soal cuaca, tetapi bagaimana dengan uangnya?",
            "Uang dikembalikan penuh; aturan pembatalan karena cuaca kini tercetak di tiket.",
        ),
        (
            "Hujan deras, tenda acara bocor",
            "Tamu undangan basah.",
            "Kami mengembalikan sewa tenda dan menyiapkan ruang cadangan untuk acara berikutnya.",
        ),
        (
            "Penerbangan tertunda abu vulkanik, malam tambahan ditagih penuh",
            "Kami tidak bisa pulang.",
            "Malam tambahan dikenai tarif khusus dan selisihnya dikembalikan.",
        ),
    ],
    "external_infrastructure": [
        (
            "Listrik padam semalaman di vila",
            "Genset baru menyala pukul dua pagi.",
            "Genset diservis dan tarif malam itu dikembalikan separuhnya.",
        ),
        (
            "Jalan ke vila putus, harus berjalan kaki satu kilometer",
            "Tidak ada yang memberi tahu sebelum berangkat.",
            "Kami menyediakan kendaraan pengganti dan mengabarkan keadaan jalan setiap pagi.",
        ),
    ],
    "external_crime": [
        (
            "Tas dicuri di area parkir",
            "Kaca mobil dipecah pada malam hari.",
            "Kami membantu laporan polisi, menambah kamera, dan memberi santunan.",
        ),
    ],
    "external_other": [
        (
            "Demonstrasi menutup jalan, rombongan tiba terlambat",
            "Jadwal makan siang hilang.",
            "Makan siang diganti makan malam tanpa biaya.",
        ),
    ],
}
