"""What the answers say, the call list, the file of answers and the customer's page."""

import csv
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.tests.factories import UserFactory
from complaints.models import RestrictedAccess
from customers.models import FollowUp
from customers.queries.timeline import timeline_of
from customers.tests.factories import CustomerFactory, PhoneFactory
from jobs.models import Job
from jobs.services import run_job
from surveys import services
from surveys.enums import InvitationStatus, Mode
from surveys.models import Invitation, Response, Wave
from surveys.queries.results import results_of
from surveys.tests.factories import NOON, ComplaintFactory, InvitationFactory, SurveyFactory, numbered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def agent(client):
    user = UserFactory(role="agent")
    client.force_login(user)
    return user


def answer(survey, *values, **invitation) -> Response:
    row = InvitationFactory(survey=survey, **invitation)
    answers = dict(zip([question.pk for question in survey.questions.all()], values, strict=False))
    return services.submit_response(invitation=row, answers=answers, at=NOON, language="id")


def test_counts_average_nps_and_response_rate_come_out_to_the_digit(client, agent):
    survey = SurveyFactory()
    for scale, nps in ((4, 10), (4, 9), (3, 8), (2, 6), (1, 0)):
        answer(survey, scale, nps)
    InvitationFactory(survey=survey)
    InvitationFactory(survey=survey, status=InvitationStatus.EXPIRED)
    InvitationFactory(survey=survey, status=InvitationStatus.DECLINED)
    InvitationFactory(survey=survey, status=InvitationStatus.PLANNED, sent_at=None)
    InvitationFactory(survey=survey, status=InvitationStatus.CANCELLED, sent_at=None)

    results = results_of(survey, user=agent)

    satisfaction, recommendation = results.questions
    assert satisfaction.counts == {1: 1, 2: 1, 3: 1, 4: 2}
    assert satisfaction.average == pytest.approx(2.8)
    assert recommendation.nps.score == pytest.approx(0)
    assert recommendation.average == pytest.approx(6.6)
    assert (results.counts.invited, results.counts.asked, results.n) == (9, 8, 5)
    assert results.counts.rate == pytest.approx(5 / 8)
    shown = client.get(reverse("surveys:survey_results", args=[survey.pk])).text
    assert "63%" in shown
    assert "2,80" in shown
    assert "60% puas atau sangat puas" in shown


def test_a_group_below_five_is_hidden(client, agent):
    survey = SurveyFactory()
    for _number in range(5):
        answer(survey, 4, 10, customer=CustomerFactory(primary=True))
    for _number in range(4):
        answer(survey, 1, 0, customer=CustomerFactory(secondary=True))
    primary, secondary = results_of(survey, user=agent).groups
    assert (primary.is_hidden, secondary.is_hidden) == (False, True)
    shown = client.get(reverse("surveys:survey_results", args=[survey.pk])).text
    assert shown.count("kurang dari 5, disembunyikan") == 1


def test_few_colleagues_are_not_given_away(client, agent):
    survey = SurveyFactory(audience="internal")
    for _number in range(4):
        answer(survey, 1, 0, "Rahasia")
    page = reverse("surveys:survey_results", args=[survey.pk])
    assert "Rahasia" not in client.get(page).text
    assert "Kurang dari lima rekan" in client.get(page).text
    answer(survey, 4, 10)
    assert "Rahasia" in client.get(page).text


def test_comments_of_discontent_customers_come_first(client, agent):
    survey = SurveyFactory()
    answer(survey, 1, 0, "Kecewa sekali")
    answer(survey, 4, 10, "<b>Senang</b>")
    shown = client.get(reverse("surveys:survey_results", args=[survey.pk])).text
    assert shown.index("Kecewa sekali") < shown.index("&lt;b&gt;Senang")


def test_the_loop_counts_what_was_done_in_time(agent):
    survey = SurveyFactory()
    for _number in range(3):
        answer(survey, 1, 0)
    answer(survey, 4, 10)
    first, second, _third = FollowUp.objects.order_by("pk")
    FollowUp.objects.filter(pk=first.pk).update(done_at=NOON + timedelta(days=1))
    FollowUp.objects.filter(pk=second.pk).update(done_at=NOON + timedelta(days=10))
    loop = results_of(survey, user=agent).loop
    assert (loop.low, loop.done, loop.in_time) == (3, 2, 1)
    assert loop.tasks[0].done_at is None


def test_a_wave_is_shown_beside_the_one_before(client, agent):
    survey = SurveyFactory()
    older, newer = (
        Wave.objects.create(survey=survey, planned_at=NOON - timedelta(days=days), send_at=NOON) for days in (30, 1)
    )
    answer(survey, 4, 2, wave=older)
    answer(survey, 4, 9, wave=newer)
    results = results_of(survey, user=agent, wave=newer)
    assert results.n == 1
    assert [n for n, count in results.questions[1].before.items() if count] == [2]
    page = reverse("surveys:survey_results", args=[survey.pk])
    assert "Gelombang sebelumnya" in client.get(f"{page}?wave={newer.pk}").text
    for wrong in ("x", "999999", "9" * 30, "１"):
        assert client.get(f"{page}?wave={wrong}").status_code == 404


def test_a_complaint_made_confidential_later_takes_its_answer_out_of_every_list(client, agent):
    survey = SurveyFactory()
    complaint = ComplaintFactory(customer__name="Nama Rahasia")
    response = answer(survey, 1, 0, "Bocor", complaint=complaint, customer=complaint.customer)
    complaint.is_restricted = True
    complaint.save()
    pages = [
        survey.get_absolute_url(),
        *(reverse(f"surveys:{name}", args=[survey.pk]) for name in ("survey_results", "response_list")),
    ]
    for page in pages:
        assert "Nama Rahasia" not in client.get(page).text.replace("tasks", "")
        assert "Bocor" not in client.get(page).text
    assert client.get(response.get_absolute_url()).status_code == 404
    assert results_of(survey, user=agent).n == 0
    assert timeline_of(complaint.customer, user=agent).items == []
    RestrictedAccess.objects.create(complaint=complaint, user=agent)
    assert client.get(response.get_absolute_url()).status_code == 200


def test_results_cost_the_same_for_one_answer_and_for_thirty(client, agent):
    survey = SurveyFactory()
    pages = [reverse(f"surveys:{name}", args=[survey.pk]) for name in ("survey_results", "response_list")]
    costs = []
    for count in (1, 30):
        for _number in range(count):
            answer(survey, 1, 0, "Kata")
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(connection) as queries:
                client.get(page)
            costs.append(len(queries))
    assert costs[:2] == costs[2:]
    assert max(costs) <= 20


def test_the_file_of_answers_runs_no_formula(client):
    client.force_login(UserFactory(role="manager"))
    survey = SurveyFactory()
    answer(survey, 4, 9, "=HYPERLINK(1)", customer=CustomerFactory(name="+62 Budi"))
    file = client.get(reverse("surveys:survey_export", args=[survey.pk]))
    text = b"".join(file.streaming_content).decode("utf-8-sig")
    head, row = csv.reader(text.splitlines())
    assert len(head) == len(row) == 8
    assert row[2] == "'+62 Budi"
    assert row[5:] == ["4", "9", "'=HYPERLINK(1)"]


def call_for(**fields) -> Invitation:
    customer = PhoneFactory(customer__name="Ibu Sari").customer
    fields = {"mode": Mode.PHONE, "status": "planned", "sent_at": None, "customer": customer, **fields}
    return InvitationFactory(**fields)


def test_staff_call_and_key_in_the_answers(client, agent):
    invitation = call_for(language="en")
    assert "Ibu Sari" in client.get(reverse("surveys:phone_list")).text
    page = reverse("surveys:key_in", args=[invitation.pk])
    assert "Satisfied?" in client.get(page).text, "the questions stand in the customer's language"

    done = client.post(page, {**numbered(invitation.survey, 2, 5, "Lewat telepon"), "mode": "phone", "next": "1"})

    assert done["Location"] == reverse("surveys:phone_list")
    response = Response.objects.get()
    assert (response.mode, response.keyed_by, response.language, response.is_low) == ("phone", agent, "en", True)
    assert "Ibu Sari" not in client.get(reverse("surveys:phone_list")).text
    assert client.get(page)["Location"] == response.get_absolute_url()
    assert client.post(page, {**numbered(invitation.survey, 4, 9), "mode": "phone"}).status_code == 302
    assert Response.objects.count() == 1


@pytest.mark.parametrize("fields", [{}, {"mode": "email"}, {"mode": "x"}])
def test_keying_in_names_what_is_missing_and_keeps_the_rest(client, agent, fields):
    invitation = call_for()
    page = reverse("surveys:key_in", args=[invitation.pk])
    shown = client.post(page, {**numbered(invitation.survey, 4, None, "Tetap"), **fields})
    assert shown.status_code == 422
    assert "Tetap" in shown.text
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    ("outcome", "status", "again"),
    [
        ("unreachable", "planned", timedelta(days=1)),
        ("later", "planned", timedelta(hours=3)),
        ("refused", "declined", timedelta()),
    ],
)
def test_a_call_without_answers_is_noted(client, agent, outcome, status, again):
    invitation = call_for()
    client.post(reverse("surveys:note_call", args=[invitation.pk]), {"outcome": outcome})
    invitation.refresh_from_db()
    assert (invitation.status, invitation.calls, invitation.send_at) == (status, 1, NOON + again)
    assert "Ibu Sari" not in client.get(reverse("surveys:phone_list")).text


def test_a_wrong_outcome_changes_nothing(client, agent):
    invitation = call_for()
    shown = client.post(reverse("surveys:note_call", args=[invitation.pk]), {"outcome": "nonsense"}, follow=True)
    assert "Pilih bagaimana panggilan berakhir" in shown.text
    invitation.refresh_from_db()
    assert invitation.calls == 0


def test_a_manager_counts_a_group_and_sends_a_wave(client):
    manager = UserFactory(role="manager")
    client.force_login(manager)
    CustomerFactory(email="a@example.com", city="Bandung")
    CustomerFactory(email="b@example.com", city="Medan", survey_consent=False)
    survey = SurveyFactory()
    page = reverse("surveys:wave", args=[survey.pk])

    counted = client.get(page, {"city": "bandung"}).text
    assert "1 dari 1 pelanggan akan diundang" in counted
    assert "Tidak bersedia menerima survei" in client.get(page).text
    key = "7d0e8a52-7b13-4a5e-9a8f-000000000001"
    for _time in range(2):
        sent = client.post(page, {"city": "bandung", "submission_key": key}, follow=True)
    assert "Undang 1 pelanggan" in sent.text
    assert "1 pelanggan diundang" in run_job(Job.objects.get()).message
    wave = Wave.objects.get()
    assert (wave.sent_by, wave.segment, wave.invited) == (manager, "bandung", 1)


@pytest.mark.parametrize(
    "fields",
    [
        {"send_on": "32-13-2026"},
        {"send_on": "31-12-2199"},
        {"kind": "x"},
        {"standing": "x"},
        {"city": "nul\x00"},
        {"submission_key": "x"},
        {"city": "Atlantis"},
    ],
)
def test_a_wave_with_a_fault_is_not_sent(client, fields):
    client.force_login(UserFactory(role="manager"))
    CustomerFactory(email="a@example.com")
    page = reverse("surveys:wave", args=[SurveyFactory().pk])
    key = "7d0e8a52-7b13-4a5e-9a8f-000000000002"
    assert client.post(page, {"submission_key": key, **fields}).status_code == 422
    assert not Invitation.objects.exists()


def test_answers_stand_on_the_timeline_of_the_customer_and_of_who_it_was_folded_into(agent):
    survivor = CustomerFactory()
    response = answer(SurveyFactory(), 4, 9, "Baik", customer=CustomerFactory(merged_into=survivor))
    item = timeline_of(survivor, user=agent).items[0]
    assert (item.at, item.url) == (NOON, response.get_absolute_url())
    assert "Baik" in item.body
