"""Invented people and organisations for the demo: names as they occur all over Indonesia, and among its guests."""

import random
import unicodedata
from dataclasses import dataclass

from customers.enums import PartyType, Salutation

# First names and the second parts that go with them; an empty second part makes a name of one word.
_PEOPLE = (
    # Java
    (
        "Agus Bambang Budi Dwi Eko Hadi Joko Slamet Sugeng Suharto Teguh Tri Wahyu Yanto",
        ["Santoso", "Prasetyo", "Nugroho", "Wibowo", "Susilo", "Hartono", "Purnomo", "Setiawan", ""],
        Salutation.MR,
    ),
    (
        "Ani Dewi Endang Indah Lestari Ningsih Ratna Retno Sri Sulastri Wulan Yuni",
        ["Rahayu", "Wulandari", "Astuti", "Handayani", "Kusumawati", "Puspita", "Widyastuti", "Utami", ""],
        Salutation.MRS,
    ),
    # Sunda
    (
        "Asep Dadang Deden Endang Iwan Ujang Yayan",
        ["Sunandar", "Hidayat", "Permana", "Kurnia", "Suryana", ""],
        Salutation.MR,
    ),
    ("Ai Eneng Euis Imas Neng Rina Tati", ["Komariah", "Nurhayati", "Rohaeti", "Sumiati", "Kartini"], Salutation.MRS),
    # Batak
    (
        "Bonar Hotman Jonathan Maruli Parlindungan Tigor",
        ["Siregar", "Nasution", "Sitompul", "Hutapea", "Simbolon"],
        Salutation.MR,
    ),
    ("Rotua Tiur Duma Lasma Herlina", ["Simanjuntak", "Panjaitan", "Sinaga", "Manurung", "Tambunan"], Salutation.MRS),
    # Chinese-Indonesian
    (
        "Andrian Hendra Kevin Rudy Steven Tommy William",
        ["Wijaya", "Gunawan", "Halim", "Tanujaya", "Salim", "Lim"],
        Salutation.MR,
    ),
    (
        "Caroline Fenny Lina Meilani Stephanie Vivian",
        ["Susanto", "Kusuma", "Tanoto", "Hartanto", "Liem"],
        Salutation.MRS,
    ),
    # Bali
    ("Wayan Made Nyoman Ketut", ["Suardana", "Sudiarta", "Artawan", "Wirawan", "Mahendra"], Salutation.MR),
    ("Ni Luh Putu|Ni Made|Ni Komang", ["Ayu Lestari", "Sariani", "Widiastini", "Suryaningsih"], Salutation.MRS),
    # Bugis and Makassar, Minang, Maluku, Papua
    ("Andi Baso Daeng Syamsul", ["Mappangara", "Patarai", "Tenri", "Rahman", "Makkulau"], Salutation.MR),
    ("Fitri Yulia Rahmi Besse", ["Chaniago", "Koto", "Pattimura", "Wenda", "Amalia"], Salutation.MRS),
)
_WEIGHTS = (22, 22, 9, 8, 6, 5, 6, 5, 4, 4, 5, 4)
_FOREIGN_FIRST = (
    "Amelia Anna Charlotte Daniel Emma Hannah James Kenji Laura Liam Maria Oliver Priya Rajesh Sophie Thomas"
)
_FOREIGN_LAST = "Baker Carter Fischer Hughes Jansen Kumar Martin Nakamura Novak O'Brien Olsen Rossi Silva Walker Weber"
_ORGANISATIONS = (
    "PT Cahaya Bahari Sentosa|PT Mitra Karsa Utama|CV Rimba Lestari|PT Sinar Agung Perkasa|PT Lintas Samudra Jaya|"
    "CV Tirta Kencana|PT Bumi Hijau Makmur|PT Gema Insan Mandiri|PT Anugerah Tekno Solusi|UD Sumber Rejeki|"
    "PT Pelita Medika Nusa|PT Karya Bangun Selaras|PT Surya Pangan Nusantara|CV Pesona Kriya|PT Delta Arsitama|"
    "Yayasan Pendidikan Tunas Harapan|PT Borneo Energi Prima|PT Kopi Pegunungan Gayo|CV Batik Kusuma Wardani|"
    "PT Wahana Tirta Wisata|PT Andalan Logistik Timur|PT Citra Boga Rasa|Rumah Sakit Bhakti Husada|"
    "PT Garuda Mas Elektronik|Koperasi Karyawan Sejahtera|PT Nirwana Tekstil|PT Tiga Roda Mandiri|CV Sumatra Jaya Abadi"
)
_COMMUNITIES = (
    "Komunitas Sepeda Santai Bandung|Paguyuban Pensiunan Guru Solo|Ikatan Alumni SMA Merdeka|Klub Fotografi Bahari|"
    "Karang Taruna Desa Sukamaju|Majelis Taklim Al-Ikhlas|Paduan Suara Gita Swara|Komunitas Pendaki Merapi|"
    "Arisan Ibu-Ibu Kemang|Klub Motor Tua Semarang|Persekutuan Doa Imanuel|Komunitas Pencinta Kopi Medan"
)
_MOBILE_PREFIXES = (811, 812, 813, 821, 822, 852, 853, 857, 858, 877, 878, 881, 882, 895, 896, 897, 898)
CITIES = {
    "Jakarta": ("21", 24),
    "Surabaya": ("31", 14),
    "Bandung": ("22", 13),
    "Yogyakarta": ("274", 11),
    "Semarang": ("24", 8),
    "Medan": ("61", 8),
    "Makassar": ("411", 7),
    "Denpasar": ("361", 7),
    "Solo": ("271", 4),
    "Palembang": ("711", 4),
}


@dataclass
class Person:
    """Whoever becomes a customer of the demo."""

    name: str
    party_type: PartyType = PartyType.INDIVIDUAL
    salutation: str = ""
    language: str = "id"


def people(rng: random.Random, count: int) -> list[Person]:
    """About one in ten a foreigner, one in ten an organisation or community; nobody twice."""
    organisations = [Person(name, PartyType.ORGANISATION) for name in _ORGANISATIONS.split("|")]
    communities = [Person(name, PartyType.COMMUNITY) for name in _COMMUNITIES.split("|")]
    found = {person.name: person for person in organisations + communities}
    while len(found) < count:
        person = _foreigner(rng) if rng.random() < 0.11 else local_person(rng)
        if " " in person.name or rng.random() < 0.4:
            found.setdefault(person.name, person)
    everybody = list(found.values())
    rng.shuffle(everybody)
    return everybody


def local_person(rng: random.Random) -> Person:
    firsts, lasts, salutation = rng.choices(_PEOPLE, _WEIGHTS)[0]
    first = rng.choice(firsts.split("|") if "|" in firsts else firsts.split())
    # The form of address is known only where somebody has said it.
    return Person(f"{first} {rng.choice(lasts)}".strip(), salutation=salutation if rng.random() < 0.6 else "")


def _foreigner(rng: random.Random) -> Person:
    return Person(f"{rng.choice(_FOREIGN_FIRST.split())} {rng.choice(_FOREIGN_LAST.split())}", language="en")


def city_of(rng: random.Random) -> str:
    return rng.choices(list(CITIES), [weight for _code, weight in CITIES.values()])[0]


def mobile_digits(rng: random.Random) -> str:
    return f"{rng.choice(_MOBILE_PREFIXES)}{rng.randrange(10_000_000, 99_999_999)}"


def fixed_digits(rng: random.Random, city: str) -> str:
    return f"{CITIES[city][0]}{rng.randrange(5_000_000, 8_999_999)}"


def written(digits: str, rng: random.Random) -> str:
    """A number as somebody would type it."""
    return rng.choice(
        [f"0{digits[:3]}-{digits[3:7]}-{digits[7:]}", f"0{digits}", f"+62 {digits[:3]} {digits[3:7]} {digits[7:]}"]
    )


def email_of(name: str, number: int) -> str:
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = "".join(mark if mark.isalnum() else " " for mark in plain).split()[:3]
    return f"{'.'.join(words)}{number}@{'surel.id.example' if number % 3 else 'example.com'}"
