"""Invented survey results: two years of answers after complaints, one wave to guests, a short call list."""

import random
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.enums import Role
from accounts.models import Department, User
from complaints.enums import Status
from complaints.models import Complaint
from customers.demo_standing import hear_of_recommendations
from customers.enums import Kind
from customers.models import Customer, FollowUp, Transaction
from surveys import services
from surveys.clocks import end_of_working_day
from surveys.enums import Audience, InvitationStatus, Mode, QuestionKind, SurveyStatus, Trigger
from surveys.models import Answer, Invitation, Question, Response, Survey, Wave
from surveys.promoters import promoters
from surveys.services.surveys import QuestionDraft

COMMENTS = {
    ("id", True): [
        "Petugasnya ramah dan cepat tanggap. Terima kasih.",
        "Masalah selesai hari itu juga, saya puas.",
        "Kamar langsung diganti tanpa banyak pertanyaan.",
        "Penjelasannya jelas dan tidak berbelit-belit.",
        "Senang karena dihubungi kembali setelah keluhan selesai.",
        "Sarapan dan kebersihan kamar sangat baik.",
    ],
    ("id", False): [
        "Harus menelepon tiga kali sebelum ada tanggapan.",
        "Pengembalian dana lama sekali.",
        "AC masih bocor ketika saya menginap lagi bulan berikutnya.",
        "Petugas di meja depan kurang sopan.",
        "Jawaban yang saya terima berbeda-beda dari tiap petugas.",
        "Janji akan ditelepon, tetapi tidak ada kabar.",
    ],
    ("en", True): [
        "Quick and friendly, thank you.",
        "They called me back the same day and changed the booking.",
        "Clean rooms and a very helpful front desk.",
    ],
    ("en", False): [
        "It took two weeks and several e-mails to get my refund.",
        "Nobody told us that the pool was closed.",
        "The airport pick-up was late again.",
    ],
}
OUTCOMES = [
    "Sudah ditelepon, permintaan maaf diterima.",
    "Diberi voucer sarapan, pelanggan puas.",
    "Dijelaskan penyebabnya, akan menginap lagi.",
    "Tidak berhasil dihubungi setelah dua kali telepon.",
]
COLLEAGUE_QUESTIONS = [
    QuestionDraft(
        QuestionKind.SCALE4,
        "Seberapa puas Anda dengan kecepatan bagian ini?",
        "How satisfied are you with how quickly this department helps?",
    ),
    QuestionDraft(
        QuestionKind.SCALE4,
        "Seberapa puas Anda dengan hasil pekerjaannya?",
        "How satisfied are you with the result of its work?",
    ),
]
WAVE_QUESTIONS = [
    QuestionDraft(
        QuestionKind.SCALE4,
        "Seberapa puas Anda dengan kebersihan kamar?",
        "How satisfied are you with the cleanliness of your room?",
    ),
    QuestionDraft(
        QuestionKind.CHOICE,
        "Apa yang paling penting bagi Anda?",
        "What matters most to you?",
        ["Harga", "Pelayanan", "Lokasi", "Kenyamanan"],
        ["Price", "Service", "Location", "Comfort"],
    ),
    QuestionDraft(
        QuestionKind.NPS,
        "Seberapa besar kemungkinan Anda merekomendasikan kami?",
        "How likely are you to recommend us?",
    ),
    QuestionDraft(QuestionKind.TEXT, "Apa yang dapat kami perbaiki?", "What could we do better?", is_required=False),
]


@dataclass
class _Demo:
    """What all parts need: chance, the moment that counts as now, and staff."""

    rng: random.Random
    now: datetime
    staff: list[User]


def make_demo(rng: random.Random, today: date) -> None:
    now = timezone.make_aware(datetime.combine(today, time(9, 30)))
    staff = list(User.objects.filter(is_active=True, role__in=[Role.AGENT, Role.MANAGER]).order_by("pk"))
    demo = _Demo(rng, now, staff)
    _after_complaints(demo)
    _wave(demo)
    _colleagues(demo)
    hear_of_recommendations(promoters(), today)


def _after_complaints(demo: _Demo) -> None:
    survey = Survey.objects.filter(trigger=Trigger.COMPLAINT_CLOSED, status=SurveyStatus.PUBLISHED).first()
    if survey is None:
        return
    Survey.objects.filter(pk=survey.pk).update(
        created_at=demo.now - timedelta(days=800), published_at=demo.now - timedelta(days=800)
    )
    closed = Complaint.objects.filter(
        status=Status.CLOSED, is_restricted=False, closed_at__lt=demo.now, survey_invitations__isnull=True
    )
    complaints = list(closed.select_related("customer").order_by("-closed_at", "-pk")[:200])
    invitations = [
        _invitation(demo, survey, complaint.customer, complaint.closed_at, complaint=complaint)
        for complaint in complaints
    ]
    _store(demo, survey, invitations, contentment=0.72)


def _wave(demo: _Demo) -> None:
    manager = next((person for person in demo.staff if person.is_manager), None)
    at = demo.now - timedelta(days=12)
    fields = {
        "title_id": "Kepuasan menginap",
        "title_en": "Your stay with us",
        "intro_id": "Empat pertanyaan singkat tentang kunjungan Anda, kurang dari satu menit.",
        "intro_en": "Four short questions about your visit, less than a minute.",
        "thanks_id": "Terima kasih. Pendapat Anda kami bahas setiap Senin pagi.",
        "thanks_en": "Thank you. We talk about your answers every Monday morning.",
        "trigger": Trigger.MANUAL,
        "audience": Audience.EXTERNAL,
        "delay_hours": 0,
        "quiet_days": 60,
        "valid_days": 21,
    }
    # The first wave lies in the fiscal year that was closed last, so that its outcomes show what answers foretell.
    first_at = demo.now.replace(year=demo.now.year - 1, month=6, day=12)
    survey = services.save_survey(by=manager, at=first_at - timedelta(days=10), fields=fields, questions=WAVE_QUESTIONS)
    services.publish_survey(survey=survey, at=first_at - timedelta(days=10))
    people = list(
        Customer.objects.current()
        .filter(kind=Kind.EXTERNAL, survey_consent=True, do_not_contact=False, created_at__lt=first_at)
        .order_by("pk")[:400]
    )
    demo.rng.shuffle(people)
    returned = Transaction.objects.filter(occurred_at__gt=first_at + timedelta(days=30)).values("customer_id")
    leaving = set(Customer.objects.exclude(pk__in=returned).values_list("pk", flat=True))
    waves = ((0, 150, first_at, 0.74), (0, 90, at - timedelta(days=140), 0.66), (90, 180, at, 0.78))
    for start, end, planned_at, contentment in waves:
        chosen = people[start:end]
        wave = Wave.objects.create(
            survey=survey,
            sent_by=manager,
            planned_at=planned_at,
            send_at=planned_at,
            invited=len(chosen),
            excluded={"paused": 11, "no_consent": 4},
        )
        rows = [_invitation(demo, survey, customer, planned_at, wave=wave) for customer in chosen]
        _store(demo, survey, rows, contentment=contentment, leaving=leaving)


def _colleagues(demo: _Demo) -> None:
    """Departments say how content they are with those that serve them."""
    manager = next((person for person in demo.staff if person.is_manager), None)
    people = list(Customer.objects.current().filter(kind=Kind.INTERNAL, party_type="individual").order_by("pk"))
    for name, contentment in (("Teknologi Informasi", 0.8), ("Bengkel dan Pemeliharaan", 0.55)):
        department = Department.objects.filter(name=name).first()
        if department is None:
            continue
        at = demo.now - timedelta(days=70)
        fields = {
            "title_id": f"Layanan {name}",
            "title_en": f"Service of {name}",
            "trigger": Trigger.MANUAL,
            "audience": Audience.INTERNAL,
            "department": department,
            "delay_hours": 0,
            "quiet_days": 0,
            "valid_days": 21,
        }
        survey = services.save_survey(by=manager, at=at, fields=fields, questions=COLLEAGUE_QUESTIONS)
        services.publish_survey(survey=survey, at=at)
        chosen = [person for person in people if person.department_id != department.pk]
        wave = Wave.objects.create(
            survey=survey, sent_by=manager, planned_at=at, send_at=at, invited=len(chosen), excluded={}
        )
        rows = [_invitation(demo, survey, person, at, wave=wave) for person in chosen]
        for row in rows:
            if demo.rng.random() < 0.8:
                row.status, row.sent_at = InvitationStatus.ANSWERED, at
        _store(demo, survey, rows, contentment=contentment)


def _invitation(demo: _Demo, survey: Survey, customer: Customer, at: datetime, **about) -> Invitation:
    """Answered, waiting or expired, as chance and time will have it."""
    expires_at = at + timedelta(days=survey.valid_days)
    mode = Mode.EMAIL if customer.email else Mode.PHONE
    answers = demo.rng.random() < (0.5 if mode == Mode.EMAIL else 0.6)
    if answers:
        status = InvitationStatus.ANSWERED
    elif expires_at <= demo.now:
        status = InvitationStatus.EXPIRED
    else:
        status = InvitationStatus.SENT if mode == Mode.EMAIL else InvitationStatus.PLANNED
    return Invitation(
        survey=survey,
        customer=customer,
        round=about["complaint"].reopened_count + 1 if "complaint" in about else 1,
        mode=mode,
        language=customer.language,
        status=status,
        created_at=at,
        send_at=at,
        sent_at=at + timedelta(minutes=2) if mode == Mode.EMAIL or answers else None,
        expires_at=expires_at,
        **about,
    )


def _store(
    demo: _Demo,
    survey: Survey,
    invitations: list[Invitation],
    *,
    contentment: float,
    leaving: Collection[int] = frozenset(),
) -> None:
    """With what the invited answered; those who are leaving are half as often content."""
    Invitation.objects.bulk_create(invitations)
    questions = list(survey.questions.all())
    told = {
        invitation.pk: _told(
            demo,
            questions,
            invitation.language,
            content=demo.rng.random() < contentment / (1 + (invitation.customer_id in leaving)),
        )
        for invitation in invitations
        if invitation.status == InvitationStatus.ANSWERED
    }
    answered = [invitation for invitation in invitations if invitation.pk in told]
    responses = Response.objects.bulk_create(
        _response(demo, survey, invitation, told[invitation.pk]) for invitation in answered
    )
    Answer.objects.bulk_create(
        Answer(response=response, question=question, **value)
        for response in responses
        for question, value in told[response.invitation_id]
    )
    FollowUp.objects.bulk_create(_follow_ups(demo, [response for response in responses if response.is_low]))


Told = list[tuple[Question, dict[str, int | str]]]


def _told(demo: _Demo, questions: Iterable[Question], language: str, *, content: bool) -> Told:
    rng = demo.rng
    told: Told = []
    for question in questions:
        if question.kind == QuestionKind.SCALE4:
            told.append((question, {"number": rng.choice([3, 3, 4, 4]) if content else rng.choice([1, 2, 2])}))
        elif question.kind == QuestionKind.NPS:
            told.append(
                (question, {"number": rng.choice([7, 8, 9, 9, 10, 10]) if content else rng.choice([0, 2, 4, 5, 6])})
            )
        elif question.kind == QuestionKind.CHOICE:
            told.append((question, {"number": rng.randrange(len(question.choices_id))}))
        elif rng.random() < (0.3 if content else 0.7):
            told.append((question, {"text": rng.choice(COMMENTS[language, content])}))
    return told


def _response(demo: _Demo, survey: Survey, invitation: Invitation, told: Told) -> Response:
    limits = {QuestionKind.SCALE4: 2, QuestionKind.NPS: 6}
    latest = min(demo.now - timedelta(hours=1), invitation.send_at + timedelta(days=6))
    span = max((latest - invitation.send_at).total_seconds(), 60)
    return Response(
        invitation=invitation,
        survey=survey,
        submitted_at=invitation.send_at + timedelta(seconds=span * demo.rng.random() ** 2),
        mode=invitation.mode,
        language=invitation.language,
        keyed_by=demo.rng.choice(demo.staff) if demo.staff and invitation.mode == Mode.PHONE else None,
        is_low=any(value.get("number", 99) <= limits.get(question.kind, -1) for question, value in told),
    )


def _follow_ups(demo: _Demo, responses: list[Response]) -> Iterable[FollowUp]:
    for response in responses:
        invitation = response.invitation
        owner = (invitation.complaint.owner if invitation.complaint else None) or (
            demo.rng.choice(demo.staff) if demo.staff else None
        )
        due_at = end_of_working_day(response.submitted_at, days=2)
        # A few of the last weeks are late; nobody is left waiting for a year.
        is_done = due_at < demo.now - timedelta(days=30) or (due_at < demo.now and demo.rng.random() < 0.8)
        done_at = response.submitted_at + (due_at - response.submitted_at) * demo.rng.uniform(0.3, 1.25)
        with translation.override("id"):
            task = _("Call back about a bad survey answer: %(survey)s") % {"survey": response.survey.title}
        yield FollowUp(
            customer=invitation.customer,
            owner=owner,
            task=task,
            due_at=due_at,
            url=response.get_absolute_url(),
            source_key=response.source_key,
            created_at=response.submitted_at,
            done_at=min(done_at, demo.now) if is_done else None,
            done_by=owner if is_done else None,
            outcome=demo.rng.choice(OUTCOMES) if is_done else "",
        )
