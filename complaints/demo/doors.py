"""What came in by the further doors: e-mail with a file and an answer, what was not taken, one without a name."""

from collections.abc import Sequence
from datetime import timedelta
from email.message import EmailMessage
from uuid import UUID

from django.core.files.base import ContentFile
from django.utils import timezone

from complaints import services
from complaints.codewords import new_code
from complaints.demo.book import Book
from complaints.models import AnonymousDesk, Mailbox
from customers.models import Customer
from outbox.models import Message

# A grey picture of 16 by 16, as small as a photograph can be.
PHOTO = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000100000001008000000003a98a0bd0000000f49444154789c633881061846b6"
    "00004746c8019fdda0ed0000000049454e44ae426082"
)
TOLD = (
    "Selamat pagi,\n\nsaya menginap tanggal 12 dan AC kamar 305 mati sejak malam pertama. Dua kali saya lapor ke "
    "resepsionis, tidak ada yang datang. Foto terlampir.\n\nMohon uang satu malam dikembalikan.\n\n-- \n{name}\n"
)
ANSWER = (
    "Nomor pemesanannya HB-20871.\n\nPada Sen, 9 Mar 2026 pukul 09.00 Prima menulis:\n"
    "> Mohon sebutkan nomor pemesanan Anda.\n"
)
AUTOMATIC = "Terima kasih atas pesan Anda. Saya cuti sampai tanggal 20 dan membacanya sesudah itu."
NEWSLETTER = "Diskon perlengkapan hotel sampai 40 % minggu ini. Berhenti berlangganan: klik di sini."


def doors(book: Book, guests: Sequence[Customer]) -> None:
    """Through the very services that read the mailbox."""
    at = timezone.now()
    mailbox = Mailbox.objects.create(
        account="keluhan@hotel.example@mail.hotel.example:993/INBOX", since=book.today - timedelta(days=300), read_at=at
    )
    guest = next(one for one in guests if one.email and one.language == "id")
    letters = [
        _letter(guest.email, guest.name, "AC kamar 305 mati", TOLD.format(name=guest.name), photo=True),
        _letter("rina@kantor.example", "Rina", "Balasan otomatis: Tagihan", AUTOMATIC, Auto_Submitted="auto-replied"),
        _letter("promo@perlengkapan.example", "Perlengkapan Hotel", "Diskon minggu ini", NEWSLETTER, List_Id="<promo>"),
    ]
    _receive(mailbox, letters, 1)
    complaint = guest.complaints.filter(channel="email").order_by("-id").first()
    if complaint is None:
        return
    officer = book.agents[0]
    services.reply(complaint=complaint, body="Mohon sebutkan nomor pemesanan Anda.", at=at, by=officer)
    sent = Message.objects.filter(subject_key=f"complaint:{complaint.pk}", purpose="complaints/mail/reply").first()
    if sent:
        _receive(mailbox, [_letter(guest.email, guest.name, "Re: AC", ANSWER, In_Reply_To=sent.message_id)], 10)
    services.add_note(
        complaint=complaint, body="Teknisi membenarkan: kompresor rusak.", at=at, by=officer,
        files=[ContentFile(b"Laporan teknisi: kompresor kamar 305 rusak, diganti.", name="laporan.txt")],
    )  # fmt: skip
    _without_a_name(book)


def _without_a_name(book: Book) -> None:
    desk, _new = AnonymousDesk.objects.get_or_create(id=1)
    desk.people.set([*book.managers[:2], *book.agents[:1]])
    services.receive_anonymous_complaint(
        code=new_code(), summary="Kepala regu mempermalukan rekan baru di depan tamu", language="id", at=timezone.now(),
        details="Sudah tiga kali minggu ini, setiap pergantian giliran sore. Rekan itu takut melapor.",
        submission_key=UUID(int=book.rng.getrandbits(128)),
    )  # fmt: skip


def _letter(address: str, name: str, subject: str, text: str, *, photo: bool = False, **headers: str) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = f'"{name}" <{address}>', "keluhan@hotel.example", subject
    for header, value in headers.items():
        letter[header.replace("_", "-")] = value
    letter.set_content(text)
    if photo:
        letter.add_attachment(PHOTO, maintype="image", subtype="png", filename="kamar-305.png")
    return letter


def _receive(mailbox: Mailbox, letters: Sequence[EmailMessage], first: int) -> None:
    at = timezone.now()
    for uid, letter in enumerate(letters, first):
        raw = letter.as_bytes()
        services.store_mail(mailbox=mailbox, uid_validity=1, uid=uid, raw=raw, size=len(raw), at=at)
    services.take_waiting_mails(at=at)
