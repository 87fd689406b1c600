"""What becomes of e-mail: complaints, answers, reports, and what is kept aside."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from complaints import services
from complaints.enums import EntryKind
from complaints.files import store
from complaints.mailbox.folding import latest_words
from complaints.mailbox.letter import Letter, UnreadableError, read_letter
from complaints.models import Attachment, Complaint, IncomingMail, RestrictedAccess
from complaints.services.mail import taking
from complaints.tests.factories import CustomerFactory, UserFactory, a_cause
from complaints.tests.letters import PDF, bounce_of, letter, stored, taken
from customers.models import Customer
from outbox.models import Message
from outbox.sealing import unseal

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def mailbox(settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path
    settings.IMAP_URL = "imap://keluhan:x@localhost/"
    settings.IMAP_ADDRESS = "keluhan@prima.example"


def a_case(**fields) -> tuple[Complaint, str]:
    """A complaint of Budi by phone with a reply of ours; gives it and the number of that e-mail."""
    customer = fields.pop("customer", None) or CustomerFactory(email="budi@id.example", name="Budi Santoso")
    agent = UserFactory()
    complaint = services.log_complaint(
        customer=customer,
        channel="phone",
        summary="Tagihan ganda",
        at=timezone.now(),
        by=agent,
        cause=a_cause(),
        **fields,
    )
    services.reply(complaint=complaint, body="Mohon kirim nota.", at=timezone.now(), by=agent)
    return complaint, Message.objects.get(purpose="complaints/mail/reply").message_id


def notes_of(complaint) -> list[str]:
    return list(complaint.entries.filter(kind=EntryKind.NOTE).order_by("id").values_list("body", flat=True))


def messages_of(complaint) -> list[str]:
    said = complaint.entries.filter(kind=EntryKind.CUSTOMER_MESSAGE)
    return list(said.order_by("id").values_list("body", flat=True))


def test_a_stranger_becomes_a_customer_with_a_complaint_and_one_receipt():
    mail = taken(letter("Kamar 212 belum dibersihkan.\n\nMohon uang kembali."))

    complaint = Complaint.objects.get()
    assert mail.outcome == "complaint"
    assert (complaint.channel, complaint.summary, complaint.language) == ("email", "Kamar kotor", "id")
    assert complaint.details == "Kamar 212 belum dibersihkan.\n\nMohon uang kembali."
    customer = complaint.customer
    assert (customer.name, customer.email, customer.acquisition_source) == ("Budi Santoso", "budi@id.example", "E-mail")
    assert [message.purpose for message in Message.objects.all()] == ["complaints/mail/receipt"]


def test_a_known_address_in_other_capitals_is_the_same_customer():
    known = CustomerFactory(email="Budi@ID.example", name="B. Santoso")
    assert taken(letter()).complaint.customer == known
    assert Customer.objects.count() == 1


def test_the_same_message_shown_again_under_another_number_is_taken_once():
    first, again = taken(letter()), taken(letter())
    assert first == again
    assert (Complaint.objects.count(), Message.objects.count()) == (1, 1)


def test_an_answer_to_our_mail_joins_its_complaint_without_what_it_quotes():
    complaint, message_id = a_case()
    text = (
        "Nota saya lampirkan.\n\nPada Sen, 2 Mar 2026 pukul 09.00 Prima <x@y.example>\nmenulis:\n> Mohon kirim nota.\n"
    )
    mail = letter(text, subject="Re: nota", In_Reply_To=message_id)
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="nota.pdf")

    row = taken(mail)

    assert row.outcome == "reply"
    assert messages_of(complaint) == ["Nota saya lampirkan."]
    assert "Mohon kirim nota." in row.text
    assert [(one.name, one.entry, one.is_shared) for one in Attachment.objects.all()] == [("nota.pdf", row.entry, True)]
    assert Complaint.objects.count() == 1


@pytest.mark.parametrize(
    "headers",
    [
        {"subject": "Re: keluhan {number}"},
        {"subject": "Re: keluhan", "In_Reply_To": "<made-up@localhost>", "References": "<1.2.3@localhost>"},
        {"subject": "Re: {number}", "to": "keluhan+0123456789abcdef0123456789abcdef01234567@prima.example"},
    ],
)
def test_nobody_gets_into_a_complaint_by_its_number_or_by_made_up_references(headers):
    complaint, _message_id = a_case()
    headers = {name: value.format(number=complaint.reference) for name, value in headers.items()}
    row = taken(letter("Saya ingin tahu keadaannya.", sender="Eve <eve@evil.example>", **headers))

    assert row.complaint != complaint
    assert messages_of(complaint) == []
    mentions = [note for note in notes_of(row.complaint) if complaint.reference in note]
    assert len(mentions) == (1 if complaint.reference in headers["subject"] else 0)


def test_a_forwarded_secret_of_another_sender_opens_a_complaint_of_its_own_with_a_hint():
    complaint, message_id = a_case()
    row = taken(letter("Halo", sender="Ani <ani@id.example>", In_Reply_To=message_id))
    assert row.complaint != complaint
    assert complaint.reference in notes_of(row.complaint)[0]
    assert "ani@id.example" in notes_of(row.complaint)[0]


def test_the_address_with_our_token_alone_finds_the_complaint(settings):
    settings.IMAP_PLUS_ADDRESSES = True
    complaint, _message_id = a_case()
    address = reply_address()
    assert address.startswith("keluhan+")
    row = taken(letter("Ini notanya.", subject="nota", to=f"Prima <{address.upper()}>"))
    assert (row.outcome, row.complaint) == ("reply", complaint)
    assert messages_of(complaint) == ["Ini notanya."]


def reply_address() -> str:
    message = Message.objects.get(purpose="complaints/mail/reply")
    return json.loads(unseal(bytes(message.sealed)))["headers"]["Reply-To"]


def test_what_seems_to_belong_to_a_confidential_complaint_is_confidential_too():
    """The customer writes anew, or somebody forwards our mail: nobody else may read what it says."""
    named = UserFactory()
    secret, message_id = a_case(is_restricted=True, named=[named])
    by_number = taken(letter("Ini tentang atasan saya", subject=f"Soal {secret.reference}")).complaint
    forwarded = taken(letter("Lihat ini", sender="ani@id.example", In_Reply_To=message_id)).complaint
    stranger = taken(letter("Benarkah?", sender="eve@evil.example", subject=f"{secret.reference}")).complaint

    for complaint in (by_number, forwarded):
        assert complaint.is_restricted
        assert RestrictedAccess.names(complaint, named)
    assert not stranger.is_restricted


def test_an_answer_to_a_closed_complaint_opens_it_again_but_thanks_do_not():
    complaint, message_id = a_case()
    services.resolve(complaint=complaint, resolution="Uang kembali.", at=timezone.now(), by=None)
    services.close_complaint(complaint=complaint, at=timezone.now())

    thanks = taken(letter("Terima kasih banyak!", In_Reply_To=message_id))
    complaint.refresh_from_db()
    assert (thanks.outcome, complaint.status) == ("reply", "closed")

    taken(letter("Uangnya belum masuk.", In_Reply_To=message_id, message_id="<2@id.example>"))
    complaint.refresh_from_db()
    assert complaint.status == "investigating"


def test_an_answer_long_after_the_end_is_a_new_complaint_of_the_same_customer():
    complaint, message_id = a_case()
    services.resolve(complaint=complaint, resolution="Uang kembali.", at=timezone.now(), by=None)
    services.close_complaint(complaint=complaint, at=timezone.now())
    row = taken(letter("Uangnya belum masuk.", In_Reply_To=message_id), at=timezone.now() + timedelta(days=60))
    assert row.complaint != complaint
    assert row.complaint.customer == complaint.customer
    assert complaint.reference in notes_of(row.complaint)[0]


@pytest.mark.parametrize(
    ("headers", "reason"),
    [
        ({"Auto_Submitted": "auto-replied"}, "automatic"),
        ({"X_Autoreply": "yes"}, "automatic"),
        ({"Return_Path": "<>"}, "automatic"),
        ({"subject": "Balasan otomatis: sedang di luar kantor"}, "automatic"),
        ({"List_Id": "<news.shop.example>"}, "list"),
        ({"Precedence": "bulk"}, "list"),
        ({"sender": "keluhan@prima.example"}, "ourselves"),
        ({"X_Prima": "complaint"}, "ourselves"),
        ({"sender": "nobody"}, "no_sender"),
    ],
)
def test_machines_open_nothing_and_get_no_answer_but_are_kept(headers, reason):
    row = taken(letter(**headers))
    assert (row.outcome, row.reason) == ("held", reason)
    assert (Complaint.objects.count(), Message.objects.count()) == (0, 0)
    assert store.path_of(store.MAILS, row.raw).is_file()


def test_an_absence_note_is_noted_on_the_complaint_and_ends_no_waiting():
    complaint, message_id = a_case()
    services.wait_for_customer(complaint=complaint, at=timezone.now(), by=None)
    row = taken(letter("Saya cuti sampai Senin.", In_Reply_To=message_id, Auto_Submitted="auto-replied"))
    complaint.refresh_from_db()
    assert row.outcome == "automatic"
    assert complaint.is_waiting
    assert "Saya cuti sampai Senin." in notes_of(complaint)[-1]


def test_a_mail_of_ours_that_came_back_is_marked_and_told_on_the_complaint():
    complaint, message_id = a_case()
    row = taken(bounce_of(message_id))
    sent = Message.objects.get(message_id=message_id)
    assert (row.outcome, row.complaint) == ("bounce", complaint)
    assert sent.bounced_at is not None
    assert "550 5.1.1 User unknown" in sent.bounce_reason
    assert "550 5.1.1 User unknown" in notes_of(complaint)[-1]
    assert Complaint.objects.count() == 1


def test_a_report_on_no_mail_of_ours_marks_nothing():
    a_case()
    row = taken(bounce_of("<made-up@localhost>"))
    assert (row.outcome, row.reason) == ("held", "bounce")
    assert not Message.objects.filter(bounced_at__isnull=False).exists()


def test_a_bomb_of_mails_is_kept_aside_after_the_twentieth_of_an_hour():
    for number in range(taking.MAILS_AN_HOUR + 3):
        stored(letter(f"Nomor {number}", message_id=f"<{number}@id.example>"))
    services.take_waiting_mails(at=timezone.now())
    assert Complaint.objects.count() == taking.MAILS_AN_HOUR
    assert IncomingMail.objects.filter(outcome="held", reason="too_often").count() == 3


def test_html_alone_is_read_as_text_and_shown_without_anything_from_elsewhere():
    mail = letter()
    mail.set_content(
        "<style>p{}</style><p>Kamar <b>kotor</b></p><p>Tolong</p><img src='https://spy.example/1.gif'>"
        "<script>alert(1)</script><a href='javascript:x'>klik</a>",
        subtype="html",
    )
    row = taken(mail)
    assert row.complaint.details == "Kamar kotor\nTolong\nklik"
    assert "<b>kotor</b>" in row.html
    for foreign in ("spy.example", "script", "javascript", "style"):
        assert foreign not in row.html


def test_other_charsets_and_broken_headers_are_read_as_well_as_can_be():
    raw = (
        b"From: =?utf-9?Q?=C3=28?= <budi@id.example>\r\nSubject: =?iso-8859-1?Q?Caf=E9_tutup?=\r\nDate: never\r\n"
        b"Content-Type: text/plain; charset=windows-1252\r\n\r\nCaf\xe9 ditutup \x93tanpa\x94 kabar\x00\r\n"
    )
    complaint = taken(raw).complaint
    assert (complaint.summary, complaint.details) == ("Café tutup", "Café ditutup “tanpa” kabar")


def test_nothing_but_a_subject_is_a_complaint_and_nothing_at_all_is_kept_aside():
    assert taken(letter(" ", subject="AC mati")).complaint.summary == "AC mati"
    assert taken(letter(" ", subject="", message_id="<2@id.example>")).reason == "empty"


def test_a_message_within_messages_is_kept_aside_and_not_opened():
    deep = b"".join(b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(3000))
    row = taken(b"From: budi@id.example\r\nSubject: dalam\r\n" + deep)
    assert (row.outcome, row.reason) == ("held", "unreadable")
    assert (row.sender_email, row.subject) == ("budi@id.example", "dalam")


def test_of_a_huge_message_the_head_is_kept_and_the_reason():
    row = taken(b"From: budi@id.example\r\nSubject: video\r\n\r\n", size=90 << 20)
    assert (row.outcome, row.reason, row.subject) == ("held", "too_large", "video")


def test_files_that_we_do_not_take_are_named_in_a_note_and_the_rest_is_kept():
    mail = letter()
    mail.add_attachment(b"MZ\x90\x00" * 50, maintype="application", subtype="pdf", filename="nota.pdf")
    mail.add_attachment(PDF, maintype="application", subtype="pdf", filename="../../etc/bukti.pdf")
    complaint = taken(mail).complaint
    assert [one.name for one in complaint.attachments.all()] == ["bukti.pdf"]
    assert "nota.pdf" in notes_of(complaint)[0]


def test_a_text_longer_than_fits_is_cut_on_the_page_and_whole_in_the_mail():
    row = taken(letter("kata " * 20_000))
    assert len(row.complaint.details) <= 20_000
    assert row.text.count("kata") == 20_000


def test_a_failure_in_the_middle_leaves_nothing_half_done_and_the_message_for_a_decision(monkeypatch):
    monkeypatch.setattr("complaints.services.mail.opening.keep_files", lambda *a, **k: 1 / 0)
    row = taken(letter())
    assert (row.outcome, row.reason, row.remark) == ("held", "error", "ZeroDivisionError")
    assert (Complaint.objects.count(), Customer.objects.count(), Message.objects.count()) == (0, 0, 0)

    monkeypatch.undo()
    services.retry_mail(mail=row, at=timezone.now())
    services.take_waiting_mails(at=timezone.now())
    assert Complaint.objects.count() == 1


def test_a_message_at_which_workers_die_is_put_aside_after_three_attempts():
    row = stored(letter())
    IncomingMail.objects.filter(pk=row.pk).update(attempts=taking.MOST_ATTEMPTS)
    services.take_waiting_mails(at=timezone.now())
    row.refresh_from_db()
    assert (row.outcome, row.reason) == ("held", "error")


def test_an_admin_makes_a_complaint_of_what_was_kept_aside_once():
    row = taken(letter(List_Id="<group.example>"))
    admin = UserFactory()
    services.take_mail_as_complaint(mail=row, at=timezone.now(), by=admin)
    assert (row.outcome, row.handled_by) == ("complaint", admin)
    with pytest.raises(services.mail.held.NotAllowed):
        services.take_mail_as_complaint(mail=row, at=timezone.now(), by=admin)
    assert Complaint.objects.count() == 1


def test_messages_as_they_came_go_after_a_month_and_undecided_ones_stay():
    done, held = taken(letter()), taken(letter(List_Id="<x.example>", message_id="<2@id.example>"))
    files = [store.path_of(store.MAILS, mail.raw) for mail in (done, held)]
    services.purge_mails(at=timezone.now() + timedelta(days=31))
    assert [file.exists() for file in files] == [False, True]


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("Baik.\n\n-----Pesan Asli-----\nDari: a\nDikirim: b", "Baik."),
        ("Oke\n\nOn Mon, 2 Mar 2026 at 09:00, Prima <a@b.example> wrote:\n> hi", "Oke"),
        ("Halo\n-- \nBudi\nManajer", "Halo"),
        ("Sudah saya kirim\n\nDikirim dari iPhone saya", "Sudah saya kirim"),
        ("Siap\n\nDari: Prima\nDikirim: Senin\nKepada: Budi", "Siap"),
        ("> kutipan\n\nJawaban di bawah", "> kutipan\n\nJawaban di bawah"),
        ("Daftar:\n- satu\n- dua", "Daftar:\n- satu\n- dua"),
    ],
)
def test_quotations_and_signatures_are_folded_away(text, own):
    assert latest_words(text) == own


HEADER = st.sampled_from(
    [b"From: a@b.example", b"Subject: \xff\xfe", b"Content-Type: text/html; charset=x-none", b"MIME-Version: 1.0",
     b"Content-Transfer-Encoding: base64", b"Content-Transfer-Encoding: quoted-printable", b"Message-ID: <<>>",
     b"Content-Type: multipart/mixed; boundary=x", b"Content-Type: multipart/mixed", b"Content-Type: message/rfc822",
     b"Content-Disposition: attachment; filename*=utf-8''%ff", b"Content-Type: message/delivery-status",
     b"From: =?utf-8?B?!!!?=", b"To: ,,,<@>", b"References: <a b> <c>", b"Date: x", b" folded", b"\x00: y",
     b"Content-Type: text/plain; charset=\"utf-16\"", b"Content-Type: ; name=", b"From: \"a@b\" <c@d>, e@f.example"]
)  # fmt: skip
BODY = st.sampled_from(
    [b"--x\r\n", b"--x--\r\n", b"text\r\n", b"\r\n", b"=E9=\r\n", b"SGFsbw=\r\n", b"<p>a", b"\x00\xff"]
)
MESSAGE = st.builds(
    lambda heads, bodies: b"\r\n".join(heads) + b"\r\n\r\n" + b"".join(bodies),
    st.lists(HEADER, max_size=8),
    st.lists(st.one_of(HEADER.map(lambda line: line + b"\r\n"), BODY, st.binary(max_size=20)), max_size=14),
)


@rules(max_examples=200, deadline=None)
@given(MESSAGE)
def test_every_message_is_taken_apart_or_refused(raw):
    try:
        assert isinstance(read_letter(raw), Letter)
    except UnreadableError:
        pass


@rules(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(MESSAGE)
def test_no_message_is_lost_and_none_makes_the_reader_fail(raw):
    mail = taken(raw)
    assert mail.outcome != "waiting"
    assert (mail.complaint is not None) or mail.reason in (
        "no_sender",
        "empty",
        "automatic",
        "bounce",
        "unreadable",
        "error",
    )
    assert mail.reason != "error", mail.remark
