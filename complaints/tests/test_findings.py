"""Every answer says what was hit and what failed; the cause says what is usual."""

import re

import pytest

from accounts.tests.factories import UserFactory
from common.errors import AppError
from complaints import services
from complaints.models import Cause, Finding
from complaints.tests.factories import RECEIVED_AT, ComplaintFactory, a_cause

pytestmark = pytest.mark.django_db


def answered(complaint, **values):
    return services.resolve(complaint=complaint, resolution="Done", at=RECEIVED_AT, by=UserFactory(), **values)


def chosen_in(page: str) -> list[str]:
    return re.findall(r'name="(?:satisfaction|failure)" value="(\w+)"[^>]* checked', page)


def found() -> list[tuple[str, str]]:
    return list(Finding.objects.values_list("satisfaction", "failure"))


def test_every_cause_that_comes_with_the_product_says_what_is_usual():
    assert [cause.slug for cause in Cause.objects.select_related("parent") if not all(cause.usual)] == []
    assert {cause.usual[1] for cause in Cause.objects.filter(factor="external")} == {"none"}


def test_an_answer_is_filled_from_the_cause_and_what_is_said_comes_first():
    answered(ComplaintFactory(cause=a_cause("rude_staff")))
    assert found() == [("staff", "personal")]
    Finding.objects.all().delete()
    answered(ComplaintFactory(cause=a_cause("rude_staff")), failure="leadership")
    assert found() == [("staff", "leadership")]


@pytest.mark.parametrize(
    ("values", "field"),
    [({}, "satisfaction"), ({"satisfaction": "ease"}, "failure"), ({"satisfaction": "x"}, "satisfaction")],
)
def test_without_either_nothing_is_answered(values, field):
    cause = Cause.objects.create(slug="other", name_id="Lain", name_en="Other")
    complaint = ComplaintFactory(cause=cause)
    with pytest.raises(AppError) as refused:
        answered(complaint, **values)
    complaint.refresh_from_db()
    assert (refused.value.field, complaint.status, found()) == (field, "received", [])


def test_an_answer_after_reopening_replaces_what_was_found():
    complaint = ComplaintFactory()
    answered(complaint)
    services.reopen(complaint=complaint, at=RECEIVED_AT, by=UserFactory(), reason="Again")
    answered(complaint, satisfaction="value", failure="situational")
    assert found() == [("value", "situational")]


def test_the_form_is_filled_and_another_cause_brings_its_own(client):
    client.force_login(UserFactory(language="en"))
    complaint = ComplaintFactory(cause=a_cause("slow_service"))
    page = client.get(f"/complaints/{complaint.reference}/resolve/").content.decode()
    assert chosen_in(page) == ["response", "system"]
    part = client.get("/complaints/finding/?cause=rude_staff").content.decode()
    assert chosen_in(part) == ["staff", "personal"]
    assert "<html" not in part
    assert chosen_in(client.get("/complaints/finding/?cause=nothing").content.decode()) == []


def test_a_digit_stands_for_each_choice_from_one_on(client):
    client.force_login(UserFactory(language="en"))
    part = client.get("/complaints/finding/").content.decode()
    keys = re.findall(r'name="(satisfaction|failure)".*?data-key="(\d)"', part)
    assert keys == [("satisfaction", str(key)) for key in range(1, 9)] + [("failure", str(key)) for key in range(1, 7)]


def test_two_fields_and_two_clicks_still_answer_a_complaint(client):
    user = UserFactory(language="en")
    client.force_login(user)
    complaint = ComplaintFactory(cause=a_cause("promise_not_kept"))
    form = {"resolution": "Refunded", "cause": "promise_not_kept", "version": complaint.version,
            "submission_key": "1b4e28ba-2fa1-11d2-883f-0016d3cca427"}  # fmt: skip
    assert client.post(f"/complaints/{complaint.reference}/resolve/", form).status_code == 302
    assert len(found()) == 1
    assert "What failed on our side" in client.get(complaint.get_absolute_url()).content.decode()
