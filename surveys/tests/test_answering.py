"""A customer opens the link of a letter and answers, once."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import time_machine
from django.db import connections
from django.test import Client
from django.urls import reverse

from customers.models import FollowUp
from surveys.enums import InvitationStatus
from surveys.models import Answer, Invitation, Response
from surveys.tests.factories import (
    NOON,
    ComplaintFactory,
    InvitationFactory,
    QuestionFactory,
    SurveyFactory,
    numbered,
    token_of,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def page_of(invitation: Invitation, name: str = "survey_answer") -> str:
    return reverse(f"surveys:{name}", args=[token_of(invitation)])


def test_a_customer_answers_three_questions_and_is_thanked(client):
    invitation = InvitationFactory()
    page = page_of(invitation)
    assert client.get(page).status_code == 200

    answer = client.post(page, numbered(invitation.survey, 4, 9, "Cepat sekali"), follow=True)

    assert "Terima kasih banyak." in answer.text
    response = Response.objects.get()
    assert [(row.number, row.text) for row in response.answers.order_by("question__position")] == [
        (4, ""),
        (9, ""),
        (None, "Cepat sekali"),
    ]
    assert (response.mode, response.language, response.submitted_at, response.is_low) == ("email", "id", NOON, False)
    invitation.refresh_from_db()
    assert invitation.status == InvitationStatus.ANSWERED
    assert not FollowUp.objects.exists()


def test_opening_the_link_any_number_of_times_records_nothing(client):
    invitation = InvitationFactory(status=InvitationStatus.PLANNED, sent_at=None)
    page = page_of(invitation)
    before = Invitation.objects.values().get()
    for method in (client.get, client.head, client.options, client.get):
        for query in ("", "?score=0", "?score=10", "?score=abc", "?score=99", "?lang=en", "?lang=xx"):
            assert method(page + query).status_code in (200, 204)
    assert Invitation.objects.values().get() == before
    assert not Response.objects.exists()
    assert not Answer.objects.exists()


def test_a_score_in_the_link_only_preselects(client):
    invitation = InvitationFactory()
    page = page_of(invitation)
    nps = invitation.survey.questions.get(kind="nps")

    shown = client.get(f"{page}?score=7").text

    checked = re.findall(r"<input[^>]*checked[^>]*>", shown)
    assert len(checked) == 1
    assert f'name="q{nps.pk}"' in checked[0]
    assert 'value="7"' in checked[0]
    assert "checked" not in client.get(page).text


def test_the_second_answer_is_told_that_we_have_the_first(client):
    invitation = InvitationFactory()
    page = page_of(invitation)
    client.post(page, numbered(invitation.survey, 4, 9))

    again = client.post(page, numbered(invitation.survey, 1, 0))

    assert again.status_code == 409
    assert "kami sudah menerima jawaban Anda" in again.text
    assert client.get(page).status_code == 410
    assert Answer.objects.get(question__kind="nps").number == 9


def test_two_links_to_one_invitation_take_one_answer(client):
    invitation = InvitationFactory()
    first, second = page_of(invitation), page_of(invitation)
    client.post(first, numbered(invitation.survey, 4, 9))
    assert client.post(second, numbered(invitation.survey, 4, 9)).status_code == 409
    assert Response.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_sixteen_at_once_store_one_answer():
    invitation = InvitationFactory()
    page, fields = page_of(invitation), numbered(invitation.survey, 1, 3, "Bersamaan")

    def send(_number: int) -> int:
        try:
            return Client().post(page, fields).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(16) as threads:
        codes = sorted(threads.map(send, range(16)))

    assert codes == [302] + [409] * 15
    assert Response.objects.count() == 1
    assert Answer.objects.count() == 3
    assert FollowUp.objects.count() == 1


def test_missing_answers_are_named_and_nothing_typed_is_lost(client):
    invitation = InvitationFactory()
    page = page_of(invitation)

    shown = client.post(
        page, {**numbered(invitation.survey, None, 8), **numbered(invitation.survey, None, None, "Tetap")}
    )

    fields = numbered(invitation.survey, None, 8, "Tetap ada")
    shown = client.post(page, fields)
    assert shown.status_code == 422
    assert "Pilih satu jawaban." in shown.text
    assert "Tetap ada" in shown.text
    assert re.search(r'<input[^>]*value="8"[^>]*checked', shown.text)
    assert not Response.objects.exists()


HOSTILE = [
    "",
    "5",
    "0",
    "-1",
    "4.0",
    "１",
    "99999999999999999999",
    "4'; --",
    "<script>",
    "\U0001f4a9",
    "NaN",
    "4\u202e",
]


@pytest.mark.parametrize("value", HOSTILE)
def test_hostile_numbers_are_refused_in_words(client, value):
    invitation = InvitationFactory()
    fields = numbered(invitation.survey, value, 9)
    shown = client.post(page_of(invitation), fields)
    assert shown.status_code == 422
    assert "Ada yang perlu diperbaiki" in shown.text
    assert not Response.objects.exists()


def test_hostile_comments_are_stored_as_text_or_refused(client):
    survey = SurveyFactory()
    for comment, code in (("😀 <b>tebal</b> =1+1", 302), ("\u202eterbalik", 302), ("nul\x00", 422), ("x" * 2001, 422)):
        invitation = InvitationFactory(survey=survey)
        assert client.post(page_of(invitation), numbered(survey, 4, 10, comment)).status_code == code
    assert sorted(Answer.objects.exclude(text="").values_list("text", flat=True)) == [
        "terbalik",
        "😀 <b>tebal</b> =1+1",
    ]


def test_choices_are_offered_in_the_language_of_the_letter(client):
    question = QuestionFactory(kind="choice", choices_id=["Kamar", "Restoran"], choices_en=["Room", "Restaurant"])
    invitation = InvitationFactory(survey=question.survey, language="en")
    page = page_of(invitation)
    assert "Restaurant" in client.get(page).text
    assert "Restoran" in client.get(f"{page}?lang=id").text
    client.post(page, {f"q{question.pk}": "1"})
    assert Answer.objects.get().number == 1
    assert Response.objects.get().language == "en"


@pytest.mark.parametrize(
    ("values", "is_low"), [((2, 10), True), ((4, 6), True), ((3, 7), False), ((1, 0), True), ((4, 10), False)]
)
def test_a_bad_answer_makes_a_task_for_the_owner_of_the_complaint(client, values, is_low):
    complaint = ComplaintFactory()
    invitation = InvitationFactory(customer=complaint.customer, complaint=complaint)

    client.post(page_of(invitation), numbered(invitation.survey, *values))

    response = Response.objects.get()
    assert response.is_low is is_low
    tasks = list(FollowUp.objects.values_list("customer", "owner", "url", "source_key", "due_at"))
    due_at = (NOON + timedelta(days=2)).replace(hour=10)  # Wednesday 17.00 in Jakarta
    expected = (
        complaint.customer_id,
        complaint.owner_id,
        reverse("surveys:response_detail", args=[response.pk]),
        f"survey-response:{response.pk}",
        due_at,
    )
    assert tasks == ([expected] if is_low else [])


def test_without_an_active_owner_the_task_goes_to_who_made_the_survey(client):
    complaint = ComplaintFactory(owner__is_active=False)
    invitation = InvitationFactory(customer=complaint.customer, complaint=complaint)
    client.post(page_of(invitation), numbered(invitation.survey, 1, 1))
    assert FollowUp.objects.get().owner == invitation.survey.created_by


def test_a_discontent_customer_can_ask_to_be_called(client):
    invitation = InvitationFactory()
    thanks = client.post(page_of(invitation), numbered(invitation.survey, 1, 1), follow=True)
    assert "Ya, silakan telepon saya" in thanks.text

    asked = client.post(thanks.request["PATH_INFO"], follow=True)

    assert "dua hari kerja" in asked.text
    assert Response.objects.get().contact_requested_at == NOON
    assert FollowUp.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "code", "words"),
    [
        ({"expires_at": NOON}, 410, "Waktu untuk menjawab sudah lewat"),
        ({"status": InvitationStatus.EXPIRED}, 410, "Waktu untuk menjawab sudah lewat"),
        ({"status": InvitationStatus.CANCELLED}, 410, "Undangan ini dibatalkan"),
        ({"status": InvitationStatus.DECLINED}, 410, "Undangan ini dibatalkan"),
    ],
)
def test_closed_invitations_answer_politely(client, fields, code, words):
    invitation = InvitationFactory(**fields)
    page = page_of(invitation)
    shown = client.get(page)
    assert shown.status_code == code
    assert words in shown.text
    assert client.post(page, numbered(invitation.survey, 4, 9)).status_code == 409
    assert not Response.objects.exists()


@pytest.mark.parametrize("token", ["x", "A" * 32, "é" * 40, "a" * 3000, "..%2f..", "%F0%9F%92%A9"])
def test_unknown_tokens_get_a_plain_page(client, token):
    for name in ("survey_answer", "unsubscribe", "survey_thanks"):
        shown = client.get(reverse(f"surveys:{name}", args=[token]))
        assert shown.status_code == 404
        assert "Kami tidak mengenal tautan ini" in shown.text


def test_a_link_of_one_purpose_opens_nothing_else(client):
    token = token_of(InvitationFactory())
    assert client.get(reverse("surveys:unsubscribe", args=[token])).status_code == 404


def test_the_page_is_small_private_and_needs_no_script(client):
    complaint = ComplaintFactory()
    page = page_of(InvitationFactory(customer=complaint.customer, complaint=complaint))
    shown = client.get(page)
    assert len(shown.content) < 10_000
    assert "<script" not in shown.text
    assert "no-store" in shown["Cache-Control"]
    assert shown["Referrer-Policy"] == "no-referrer"
    assert "noindex" in shown["X-Robots-Tag"]
    assert not shown.cookies
    assert shown["Content-Language"] == "id"
    assert complaint.reference in shown.text


def test_answering_costs_few_queries(client, django_assert_max_num_queries):
    invitation = InvitationFactory()
    page = page_of(invitation)
    with django_assert_max_num_queries(5):
        client.get(page)
    with django_assert_max_num_queries(14):
        client.post(page, numbered(invitation.survey, 4, 9, "Baik"))
