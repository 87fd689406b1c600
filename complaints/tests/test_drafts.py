"""What is typed is kept while it is typed, comes back, and is gone when it was sent."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from complaints import services
from complaints.models import Complaint, Draft, Entry, RestrictedAccess
from complaints.tests.factories import ComplaintFactory, CustomerFactory, UserFactory

pytestmark = pytest.mark.django_db
SAVE = "/complaints/drafts/save/"


@pytest.fixture
def agent():
    return UserFactory(language="en", full_name="Ayu Lestari")


@pytest.fixture
def client(client, agent):
    client.force_login(agent)
    return client


def save(client, key, text, *, complaint=None, revision=0, place="reply", **fields):
    where = f"?place={place}" + (f"&complaint={complaint.reference}" if complaint else "")
    data = {"draft_key": key, "draft_revision": revision, "body": text, **fields}
    return client.post(SAVE + where, data)


def text_of(response) -> str:
    return response.content.decode()


def words() -> list[str]:
    return sorted(draft.words for draft in Draft.objects.filter(sent_at=None))


def test_a_draft_is_saved_politely_and_comes_back_into_its_form(client):
    complaint, key = ComplaintFactory(), uuid4()
    answer = save(client, key, "We are so", complaint=complaint)
    assert text_of(answer).startswith("Draft saved ")
    assert (answer["X-Draft-Key"], answer["X-Draft-Revision"]) == (str(key), "1")
    assert save(client, key, "We are sorry", complaint=complaint, revision=1)["X-Draft-Revision"] == "2"
    page = client.get(complaint.get_absolute_url())
    assert page.context["form"]["body"].value() == "We are sorry"
    assert f'name="draft_key" value="{key}"' in text_of(page)
    assert page.context["draft"].revision == 2
    assert client.get(complaint.get_absolute_url(), {"write": "note"}).context["form"]["body"].value() is None


def test_two_pages_with_the_same_draft_never_write_over_each_other(client):
    complaint, key = ComplaintFactory(), uuid4()
    save(client, key, "First words", complaint=complaint)
    save(client, key, "First words of the one page", complaint=complaint, revision=1)
    answer = save(client, key, "Other words of the other page", complaint=complaint, revision=1)
    assert answer["X-Draft-Key"] != str(key)
    assert words() == ["First words of the one page", "Other words of the other page"]
    page = text_of(client.get(complaint.get_absolute_url()))
    assert "Another draft of yours" in page
    again = save(client, UUID(answer["X-Draft-Key"]), "Other words, more", complaint=complaint, revision=1)
    assert again["X-Draft-Revision"] == "2"
    assert len(words()) == 2


def test_a_draft_is_gone_when_it_was_sent_and_a_late_saving_does_not_revive_it(client):
    complaint, key = ComplaintFactory(customer__email=""), uuid4()
    save(client, key, "We are sorry", complaint=complaint)
    url = reverse("complaints:complaint_write", args=[complaint.reference, "reply"])
    client.post(url, {"body": "We are sorry", "submission_key": uuid4(), "draft_key": key, "draft_revision": 1})
    assert Entry.objects.get(kind="reply").body == "We are sorry"
    assert words() == []
    answer = save(client, key, "We are sorry", complaint=complaint, revision=1)
    assert (text_of(answer), words()) == ("", [])


def test_a_form_that_was_refused_keeps_its_draft(client):
    complaint, key = ComplaintFactory(in_progress=True), uuid4()
    save(client, key, "", complaint=complaint, place="resolve", resolution="Repaired", kind="voucher")
    url = reverse("complaints:complaint_resolve", args=[complaint.reference])
    values = {"resolution": "Repaired", "kind": "voucher", "cause": "slow_service", "version": 1}
    answer = client.post(url, {**values, "submission_key": uuid4(), "draft_key": key, "draft_revision": 1})
    assert answer.status_code == 422
    assert f'name="draft_key" value="{key}"' in text_of(answer)
    assert words() == ["Repaired"]


def test_a_draft_knows_the_version_it_began_with_so_the_others_change_is_seen(client):
    complaint = ComplaintFactory(summary="No hot water")
    save(client, uuid4(), "", complaint=complaint, place="edit", summary="Cold water", version=1, severity="high")
    at = timezone.now()
    services.edit_complaint(complaint=complaint, expected_version=1, at=at, by=UserFactory(), summary="No water")
    form = client.get(reverse("complaints:complaint_edit", args=[complaint.reference])).context["form"]
    assert [form[name].value() for name in ("summary", "severity", "version")] == ["Cold water", "high", "1"]


def test_the_form_of_a_new_complaint_offers_its_draft_and_takes_it_only_when_asked(client):
    customer, key = CustomerFactory(name="Budi Santoso"), uuid4()
    save(client, key, "", place="log", summary="Air panas mati", customer=customer.pk, cause="slow_service")
    page = client.get("/complaints/new/")
    assert page.context["form"]["summary"].value() is None
    assert "Air panas mati" in text_of(page)
    taken = client.get("/complaints/new/", {"draft": Draft.objects.get().pk})
    assert taken.context["form"]["summary"].value() == "Air panas mati"
    assert taken.context["customer"] == customer


def test_choices_alone_are_no_draft_and_emptying_a_form_deletes_it(client):
    key = uuid4()
    save(client, key, "", place="log", channel="phone", severity="normal")
    assert Draft.objects.count() == 0
    save(client, key, "", place="log", summary="Air")
    save(client, key, "", place="log", summary=" ", revision=1)
    assert Draft.objects.count() == 0


def test_drafts_stand_on_the_home_page_of_their_writer_alone(client):
    complaint = ComplaintFactory()
    save(client, uuid4(), "We are looking into it", complaint=complaint, place="note")
    home = text_of(client.get("/"))
    assert "We are looking into it" in home
    assert f"{complaint.get_absolute_url()}?write=note&amp;draft=" in home
    client.force_login(UserFactory(admin=True, language="en"))
    assert "We are looking into it" not in text_of(client.get("/"))
    assert client.get(complaint.get_absolute_url(), {"write": "note"}).context["form"]["body"].value() is None


def test_a_draft_about_a_complaint_one_may_no_longer_see_shows_nowhere(client, agent):
    complaint = ComplaintFactory(confidential=True)
    access = RestrictedAccess.objects.create(complaint=complaint, user=agent)
    save(client, uuid4(), "Bullied again", complaint=complaint)
    assert "Bullied again" in text_of(client.get("/"))
    access.delete()
    assert "Bullied again" not in text_of(client.get("/"))
    assert save(client, uuid4(), "x", complaint=complaint).status_code == 404


def test_throwing_a_draft_away_leaves_an_empty_form(client):
    complaint, key = ComplaintFactory(), uuid4()
    save(client, key, "Never mind", complaint=complaint)
    answer = client.post(
        f"/complaints/drafts/discard/?next={complaint.get_absolute_url()}", {"draft_key": key, "body": "Never mind"}
    )
    assert (answer.status_code, answer["Location"]) == (302, complaint.get_absolute_url())
    assert words() == []


@pytest.mark.parametrize(
    ("query", "data"),
    [
        ("?place=reply", {"draft_key": str(uuid4())}),
        ("?place=log&complaint=K-2026-00001", {"draft_key": str(uuid4())}),
        ("?place=nothing", {"draft_key": str(uuid4())}),
        ("?place=log", {"draft_key": "x"}),
        ("?place=log", {}),
    ],
)
def test_a_damaged_saving_is_refused_and_keeps_nothing(client, query, data):
    assert client.post(SAVE + query, {"summary": "x", **data}).status_code == 400
    assert Draft.objects.count() == 0


def test_too_long_a_text_is_not_kept_and_the_page_is_told(client):
    answer = save(client, uuid4(), "", place="log", summary="x", details="a" * 70_000)
    assert "too long to be kept as a draft" in text_of(answer)
    assert Draft.objects.count() == 0


# --- signed out --------------------------------------------------------------------------------------------------


def send_without_session(client, complaint, agent, key):
    client.logout()
    url = reverse("complaints:complaint_write", args=[complaint.reference, "reply"])
    carried = {"draft_key": key, "draft_revision": 0, "draft_owner": agent.pk, "draft_place": "reply"}
    return client.post(url, {"body": "Typed for an hour", "submission_key": uuid4(), **carried})


def test_what_was_sent_after_the_session_ended_is_back_after_signing_in(client, agent):
    complaint, key = ComplaintFactory(), uuid4()
    answer = send_without_session(client, complaint, agent, key)
    assert answer["Location"].startswith("/accounts/login/?next=")
    assert Draft.objects.count() == 0
    agent.set_password("prima-demo-2026")
    agent.save()
    answer = client.post(answer["Location"], {"login": agent.email, "password": "prima-demo-2026"}, follow=True)
    assert answer.context["form"]["body"].value() == "Typed for an hour"
    assert Entry.objects.filter(kind="reply").count() == 0


def test_another_person_who_signs_in_on_the_same_computer_gets_nothing(client, agent):
    send_without_session(client, ComplaintFactory(), agent, uuid4())
    client.force_login(UserFactory(language="en"))
    assert Draft.objects.count() == 0
    assert "unsent" not in client.session


# --- how long -----------------------------------------------------------------------------------------------------


def test_drafts_go_after_a_month_and_what_is_left_of_sent_ones_after_a_day(agent):
    at, fields = timezone.now(), {"body": ["x"]}
    for days in (29, 31):
        Draft.objects.create(user=agent, key=uuid4(), place="log", fields=fields, saved_at=at - timedelta(days=days))
    for hours in (23, 25):
        ended = at - timedelta(hours=hours)
        Draft.objects.create(user=agent, key=uuid4(), place="", fields={}, saved_at=ended, sent_at=ended)
    assert services.purge_drafts(at=at) == 2
    assert Draft.objects.count() == 2


def test_a_sent_draft_can_hold_no_words(agent):
    with pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.create(user=agent, key=uuid4(), place="log", fields={"body": ["x"]}, sent_at=timezone.now())


def test_a_draft_on_two_pages_makes_one_complaint_unless_its_writer_says_twice(client):
    key = uuid4()
    form = {"customer": CustomerFactory().pk, "channel": "phone", "cause": "rude_service", "summary": "No hot water",
            "severity": "normal", "draft_key": key}  # fmt: skip
    client.post("/complaints/new/", {**form, "submission_key": uuid4()})
    copy = {**form, "submission_key": uuid4()}
    asked = client.post("/complaints/new/", copy)
    page = text_of(asked)
    assert (asked.status_code, Complaint.objects.count()) == (422, 1)
    assert "sent or thrown away on another page" in page
    assert str(key) not in page
    client.post("/complaints/new/", {**copy, "draft_key": uuid4()})
    assert Complaint.objects.count() == 2


def test_the_same_page_sent_twice_leads_to_its_complaint(client):
    form = {"customer": CustomerFactory().pk, "channel": "phone", "cause": "rude_service", "summary": "No hot water",
            "severity": "normal", "draft_key": uuid4(), "submission_key": uuid4()}  # fmt: skip
    first, second = (client.post("/complaints/new/", form) for _ in range(2))
    assert (first.url, Complaint.objects.count()) == (second.url, 1)
