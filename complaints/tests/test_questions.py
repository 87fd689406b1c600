"""What the public form asks besides, cause by cause."""

import pytest
from django.core.cache import cache

from common.errors import AppError
from common.tests.pages import send
from complaints import services
from complaints.models import CauseQuestion, Complaint
from complaints.tests.factories import UserFactory, a_cause
from complaints.tests.test_public_form import filled_in, text_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_questions():
    cache.clear()
    CauseQuestion.objects.all().delete()
    services.save_cause_questions(
        cause=a_cause("rude_service"), questions=[("Kapan?", "When?", True), ("Siapa?", "Who?", False)]
    )
    services.save_cause_questions(cause=a_cause("slow_response"), questions=[("Sejak kapan?", "Since when?", True)])
    return list(CauseQuestion.objects.order_by("pk"))


def test_only_the_questions_of_the_chosen_cause_are_read(client, two_questions):
    when, who, since = (f"question_{question.pk}" for question in two_questions)
    data = filled_in(
        client, cause="rude_service", details="Di lobi.", **{when: "Senin", who: "", since: "tidak dibaca"}
    )
    assert client.post("/complain/?lang=id", data).status_code == 302
    assert Complaint.objects.get().details == "Di lobi.\n\nKapan? Senin"


def test_a_question_that_must_be_answered_is_asked_again(client, two_questions):
    response = client.post("/complain/?lang=en", filled_in(client, cause="rude_service"))
    assert response.status_code == 422
    assert "When? Please answer this too" in text_of(response)
    assert Complaint.objects.count() == 0


def test_without_a_cause_nothing_more_is_asked(client):
    assert client.post("/complain/", filled_in(client, cause="")).status_code == 302


def test_an_admin_sets_the_questions_in_both_languages(client):
    client.force_login(UserFactory(admin=True, language="en"))
    cause = a_cause("rude_service")
    address = f"/handling/causes/{cause.pk}/questions/"
    half = send(client, address, {"text_id_0": "Di mana?", "text_en_0": ""})
    assert half.status_code == 422
    assert (
        send(client, address, {"text_id_1": "Di mana?", "text_en_1": "Where?", "required_1": "on"}).status_code == 302
    )
    kept = cause.questions.values_list("position", "text_id", "text_en", "is_required")
    assert list(kept) == [(0, "Di mana?", "Where?", True)]


def test_more_than_three_are_too_many():
    with pytest.raises(AppError):
        services.save_cause_questions(cause=a_cause("rude_service"), questions=[("a", "b", False)] * 4)
