"""Managers build, publish, copy and close surveys."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.tests.factories import UserFactory
from surveys.models import Question, Survey, Wave
from surveys.tests.factories import NOON, InvitationFactory, ResponseFactory, SurveyFactory

pytestmark = pytest.mark.django_db

TEXTS = {
    "title_id": "Kunjungan",
    "title_en": "Visit",
    "intro_id": "Ceritakan.",
    "intro_en": "Tell us.",
    "thanks_id": "Terima kasih.",
    "thanks_en": "Thanks.",
}
TIMES = {"delay_hours": "1", "quiet_days": "30", "valid_days": "14"}
OCCASION = {"trigger": "manual", "audience": "external"}


@pytest.fixture
def manager(client):
    user = UserFactory(role="manager")
    client.force_login(user)
    return user


def filled(*questions: dict[str, str], **fields: str) -> dict[str, str]:
    form = {**TEXTS, **TIMES, **OCCASION, "questions-TOTAL_FORMS": str(len(questions)), "questions-INITIAL_FORMS": "0"}
    for index, question in enumerate(questions):
        for name, value in {"kind": "scale4", "is_required": "on", **question}.items():
            form[f"questions-{index}-{name}"] = value
    return {**form, **fields}


def test_a_manager_builds_and_publishes_a_survey(client, manager):
    answer = client.post(
        reverse("surveys:survey_create"),
        filled(
            {"text_id": "Kedua", "text_en": "Second", "order": "2"},
            {
                "text_id": "Pertama",
                "text_en": "First",
                "order": "1",
                "kind": "choice",
                "choices_id": "A\nB",
                "choices_en": "C\nD",
            },
            {},
        ),
        follow=True,
    )
    survey = Survey.objects.get(title_en="Visit")
    assert (survey.created_by, survey.status) == (manager, "draft")
    assert "Survei disimpan sebagai draf." in answer.text
    questions = list(survey.questions.values_list("position", "text_en", "choices_id", "choices_en"))
    assert questions == [(1, "First", ["A", "B"], ["C", "D"]), (2, "Second", [], [])]

    client.post(reverse("surveys:survey_publish", args=[survey.pk]))
    survey.refresh_from_db()
    assert survey.is_published
    assert survey.published_at


@pytest.mark.parametrize(
    ("questions", "fields", "words"),
    [
        ([{"text_id": "Hanya satu bahasa"}], {}, "Pertanyaan dalam bahasa Inggris"),
        (
            [{"text_id": "P", "text_en": "Q", "kind": "choice", "choices_id": "A\nB", "choices_en": "C"}],
            {},
            "memiliki 2 pilihan",
        ),
        ([{"text_id": "P", "text_en": "Q", "kind": "choice"}], {}, "antara 2 dan 12 pilihan"),
        ([{"text_id": "P", "text_en": "Q", "kind": "nonsense"}], {}, "nonsense"),
        ([{"text_id": f"P{n}", "text_en": f"Q{n}"} for n in range(11)], {}, "paling banyak 10 pertanyaan"),
        ([], {"title_en": ""}, "tidak boleh kosong"),
        ([], {"delay_hours": "-1"}, "0"),
        ([], {"valid_days": "99999999999"}, "90"),
        ([], {"title_id": "x" * 121}, "120"),
        ([], {"title_id": "nul\x00"}, "tidak dapat disimpan"),
    ],
)
def test_faults_are_named_and_nothing_is_stored(client, manager, questions, fields, words):
    before = Survey.objects.count()
    shown = client.post(reverse("surveys:survey_create"), filled(*questions, **fields))
    assert shown.status_code == 422
    assert words in shown.text
    assert Survey.objects.count() == before


def test_a_damaged_form_is_refused_without_an_error_page(client, manager):
    shown = client.post(reverse("surveys:survey_create"), {**TEXTS, **TIMES, **OCCASION})
    assert shown.status_code == 422


def test_a_draft_is_changed_and_questions_are_taken_out(client, manager):
    survey = SurveyFactory(status="draft", published_at=None)
    page = reverse("surveys:survey_edit", args=[survey.pk])
    assert "Satisfied?" in client.get(page).text
    rows = [
        {"text_id": q.text_id, "text_en": q.text_en, "kind": q.kind, "order": str(q.position)}
        for q in survey.questions.all()
    ]
    form = filled(*rows, version="1")
    form["questions-INITIAL_FORMS"] = "3"
    form["questions-1-DELETE"] = "on"

    assert client.post(page, form).status_code == 302

    assert [question.text_en for question in survey.questions.all()] == ["Satisfied?", "Comment?"]


def test_questions_of_a_published_survey_are_locked_but_times_are_not(client, manager):
    survey = SurveyFactory()
    page = reverse("surveys:survey_edit", args=[survey.pk])
    assert "pertanyaannya terkunci" in client.get(page).text
    form = filled({"text_id": "Baru", "text_en": "New"}, version="1", delay_hours="0", trigger="purchase")

    assert client.post(page, form).status_code == 302

    survey.refresh_from_db()
    assert (survey.delay_hours, survey.trigger) == (0, "manual")
    assert not Question.objects.filter(text_en="New").exists()


def test_two_editors_see_each_other(client, manager):
    survey = SurveyFactory(status="draft", published_at=None)
    page = reverse("surveys:survey_edit", args=[survey.pk])
    client.post(page, filled(version="1", title_en="Mine"))
    shown = client.post(page, filled(version="1", title_en="Yours"))
    assert shown.status_code == 409
    assert "Mine" in shown.text
    assert Survey.objects.get(pk=survey.pk).title_en == "Mine"


def test_one_survey_is_published_for_an_occasion(client, manager):
    draft = SurveyFactory(status="draft", published_at=None, trigger="complaint_closed")
    shown = client.post(reverse("surveys:survey_publish", args=[draft.pk]), follow=True)
    assert "Sudah ada survei lain yang terbit" in shown.text
    ready = Survey.objects.get(trigger="complaint_closed", status="published")
    client.post(reverse("surveys:survey_close", args=[ready.pk]))
    client.post(reverse("surveys:survey_publish", args=[draft.pk]))
    draft.refresh_from_db()
    assert draft.is_published


def test_a_survey_without_questions_is_not_published(client, manager):
    draft = SurveyFactory(status="draft", published_at=None, questions=[])
    shown = client.post(reverse("surveys:survey_publish", args=[draft.pk]), follow=True)
    assert "Tambahkan pertanyaan" in shown.text
    draft.refresh_from_db()
    assert draft.is_draft


def test_a_copy_is_a_draft_with_the_same_questions(client, manager):
    survey = SurveyFactory()
    client.post(reverse("surveys:survey_copy", args=[survey.pk]))
    copy = Survey.objects.order_by("-pk").first()
    assert copy.is_draft
    assert [q.text_en for q in copy.questions.all()] == [q.text_en for q in survey.questions.all()]


def test_the_preview_shows_both_languages_and_stores_nothing(client, manager):
    survey = SurveyFactory()
    page = reverse("surveys:survey_preview", args=[survey.pk])
    assert survey.title_id in client.get(f"{page}?lang=id").text
    shown = client.get(f"{page}?lang=en").text
    assert survey.title_en in shown
    assert "nothing is sent or stored" in shown


def test_ready_surveys_are_there_from_the_start(client, manager):
    shown = client.get(reverse("surveys:survey_list")).text
    for title in ("Penanganan keluhan Anda", "Pengalaman pembelian Anda", "Pelayanan antarbagian"):
        assert title in shown


def test_lists_cost_the_same_for_one_and_for_thirty(client, manager):
    survey = SurveyFactory()
    InvitationFactory(survey=survey)
    pages = [reverse("surveys:survey_list"), survey.get_absolute_url()]
    costs = []
    for extra in (0, 30):
        for _number in range(extra):
            InvitationFactory(survey=survey if _number % 2 else SurveyFactory())
        for page in pages:
            client.get(page)
            with CaptureQueriesContext(
                connection,
            ) as queries:
                assert client.get(page).status_code == 200
            costs.append(len(queries))
    assert costs[:2] == costs[2:]
    assert max(costs) <= 12


ADDRESSES = [
    ("survey_list", "get", "staff"),
    ("survey_create", "get", "manager"),
    ("phone_list", "get", "staff"),
    ("key_in", "get", "staff"),
    ("note_call", "post", "staff"),
    ("wave_progress", "get", "staff"),
    ("wave_pause", "post", "manager"),
    ("wave_resume", "post", "manager"),
    ("survey_detail", "get", "staff"),
    ("survey_edit", "get", "manager"),
    ("survey_preview", "get", "staff"),
    ("survey_publish", "post", "manager"),
    ("survey_close", "post", "manager"),
    ("survey_copy", "post", "manager"),
    ("wave", "get", "manager"),
    ("survey_results", "get", "staff"),
    ("survey_export", "get", "manager"),
    ("response_list", "get", "staff"),
    ("response_detail", "get", "staff"),
]


@pytest.mark.parametrize(("name", "method", "who"), ADDRESSES)
def test_each_page_opens_for_those_it_is_for(client, name, method, who):
    survey = SurveyFactory()
    rows = {
        "wave_": Wave.objects.create(survey=survey, send_at=NOON),
        "key_in": InvitationFactory(survey=survey),
        "note_call": InvitationFactory(survey=survey),
        "response_detail": ResponseFactory(invitation__survey=survey),
    }
    row = next((row for prefix, row in rows.items() if name.startswith(prefix)), survey)
    address = reverse(
        f"surveys:{name}", args=[] if name in ("survey_list", "survey_create", "phone_list") else [row.pk]
    )
    send = getattr(client, method)

    assert send(address)["Location"].startswith("/accounts/login/")
    client.force_login(UserFactory(role="agent"))
    assert send(address).status_code == (403 if who == "manager" else 200 if method == "get" else 302)
    client.force_login(UserFactory(role="manager"))
    assert send(address).status_code == (200 if method == "get" else 302)
    if method == "post":
        assert client.get(address).status_code == 405
    if row in rows.values() or name.startswith("survey_") and name not in ("survey_list", "survey_create"):
        for unknown in (row.pk + 1000, 2**63, 10**30):
            assert send(reverse(f"surveys:{name}", args=[unknown])).status_code == 404
