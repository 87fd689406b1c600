"""Templates are filled in safely and in the language of the case; a macro does all of its steps or none."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Organisation
from common.errors import AppError, StaleRecord
from complaints import queries, services
from complaints.models import Complaint, Entry, Macro, ReplyTemplate
from complaints.placeholders import PLACEHOLDERS, Case, check, filled_in
from complaints.tests.factories import ComplaintFactory, UserFactory
from outbox.models import Message

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 3, 0, tzinfo=UTC)


@pytest.fixture
def agent():
    return UserFactory(language="en", full_name="Ayu Lestari")


@pytest.fixture
def client(client, agent):
    client.force_login(agent)
    return client


def a_template(name="Thanks", **fields) -> ReplyTemplate:
    values = {"body_id": "{customer}, terima kasih. {officer}", "body_en": "{customer}, thank you. {officer}"}
    return services.save_template(name=name, is_active=True, **{**values, **fields})


def a_macro(name="Ask for a photo", **fields) -> Macro:
    nothing = {"owner": "", "group": None, "tags": [], "note": "", "template": None, "waits": False, "is_active": True}
    return services.save_macro(name=name, **{**nothing, **fields})


def text_of(response) -> str:
    return response.content.decode()


# --- placeholders ------------------------------------------------------------------------------------------------


def test_every_placeholder_is_filled_in_as_the_language_of_the_case_writes_it(agent):
    Organisation.objects.update(name="Graha Nusantara")
    complaint = ComplaintFactory(customer__name="Budi Santoso", language="en", summary="No hot water", received_at=NOW)
    text = " | ".join(f"{{{name}}}" for name in PLACEHOLDERS)
    english = filled_in(text, Case(complaint, agent, NOW))
    assert f"{complaint.reference} | No hot water | 4 March 2026 |" in english
    assert "Budi Santoso" in english
    assert english.endswith(f"Ayu Lestari | {Organisation.load().name}")
    complaint.language = "id"
    assert "4 Maret 2026" in filled_in(text, Case(complaint, agent, NOW))


def test_what_is_filled_in_is_never_read_again(agent):
    complaint = ComplaintFactory(customer__name="{officer}", summary="{0.__class__} %s {{x}}")
    assert filled_in("{summary}", Case(complaint, agent, NOW)) == "{0.__class__} %s {{x}}"
    assert "Ayu" not in filled_in("{customer}", Case(complaint, agent, NOW))


@pytest.mark.parametrize(
    "text", ["{name}", "{customer.password}", "{ customer }", "{}", "{customer", "customer}", "{{customer}}", "{0}"]
)
def test_what_can_not_be_filled_in_is_refused_when_it_is_saved(text):
    with pytest.raises(AppError) as refused:
        a_template(body_en=text)
    assert refused.value.field == "body_en"
    assert not ReplyTemplate.objects.filter(name="Thanks").exists()


def test_the_templates_that_come_with_the_house_can_all_be_filled_in(agent):
    templates = list(ReplyTemplate.objects.all())
    assert len(templates) == 10
    case = Case(ComplaintFactory(), agent, NOW)
    for template in templates:
        check(template.body_id, field="body_id")
        check(template.body_en, field="body_en")
        assert "{" not in filled_in(template.body_id, case) + filled_in(template.body_en, case)


# --- inserting -----------------------------------------------------------------------------------------------------


def test_the_picker_offers_both_languages_and_begins_with_what_is_used_most(client):
    ReplyTemplate.objects.all().delete()
    a_template("Seldom")
    often = a_template("Often", body_id="Halo {customer} & <b>", body_en="Hello {customer} & <b>")
    services.count_template(pk=often.pk, at=NOW)
    complaint = ComplaintFactory(customer__name="Budi", language="en")
    url = reverse("complaints:complaint_templates", args=[complaint.reference])
    page = text_of(client.get(url, headers={"HX-Request": "true"}))
    assert page.index("Often") < page.index("Seldom")
    assert "&amp; &lt;b&gt;" in page
    assert "in Indonesian" in page
    assert "<html" in text_of(client.get(url))


def test_without_script_a_link_begins_the_reply_with_the_template(client):
    template, complaint = a_template(), ComplaintFactory(language="id", customer__name="Budi")
    form = client.get(complaint.get_absolute_url(), {"write": "reply", "template": template.pk}).context["form"]
    assert form["body"].value().endswith("terima kasih. Ayu Lestari")
    form = client.get(complaint.get_absolute_url(), {"write": "reply", "template": template.pk, "in": "en"}).context[
        "form"
    ]
    assert form["body"].value().endswith("thank you. Ayu Lestari")
    assert client.get(complaint.get_absolute_url(), {"template": "9" * 30}).status_code == 200


def test_a_template_counts_as_used_when_it_was_sent(client):
    template, complaint = a_template(), ComplaintFactory(customer__email="")
    values = {"body": "Thank you", "template": template.pk, "submission_key": uuid4()}
    client.post(reverse("complaints:complaint_write", args=[complaint.reference, "note"]), values)
    template.refresh_from_db()
    assert template.used_count == 0
    values["submission_key"] = uuid4()
    client.post(reverse("complaints:complaint_write", args=[complaint.reference, "reply"]), values)
    template.refresh_from_db()
    assert template.used_count == 1


# --- macros ------------------------------------------------------------------------------------------------------


def test_a_macro_does_all_its_steps_after_a_look_and_its_reply_can_be_changed(client, agent):
    macro = a_macro(owner="me", tags=["photo"], note="Asked for a photo", template=a_template(), waits=True)
    complaint = ComplaintFactory(customer__email="budi@id.example", language="en")
    url = reverse("complaints:complaint_macro", args=[complaint.reference, macro.pk])
    page = client.get(url)
    assert Complaint.objects.get().owner is None
    for step in ("You become the officer.", "Tags: photo", "Asked for a photo", "The clock stands still"):
        assert step in text_of(page)
    body = page.context["form"]["body"].value()
    assert body.endswith("thank you. Ayu Lestari")
    values = {"body": f"{body}!", "seen": page.context["form"]["seen"].value(), "submission_key": uuid4()}
    for _ in range(2):  # a double click
        client.post(url, values)
    complaint.refresh_from_db()
    assert (complaint.owner, complaint.tags, complaint.is_waiting) == (agent, ["photo"], True)
    assert [entry.body for entry in Entry.objects.filter(kind__in=["reply", "note"]).order_by("pk")] == [
        "Asked for a photo",
        f"{body}!",
    ]
    macro.refresh_from_db()
    assert (macro.used_count, macro.template.used_count) == (1, 1)


def test_of_a_macro_that_can_not_be_done_to_its_end_nothing_is_done(client, agent):
    macro = a_macro(owner="me", tags=["photo"], note="Asked", template=a_template(), waits=True)
    complaint = ComplaintFactory(waiting=True, customer__email="budi@id.example")
    before = complaint.owner
    url = reverse("complaints:complaint_macro", args=[complaint.reference, macro.pk])
    answer = client.post(url, {"body": "Hello", "submission_key": uuid4()})
    assert answer.status_code == 422
    assert "We are waiting for the customer already." in text_of(answer)
    complaint.refresh_from_db()
    assert (complaint.owner, complaint.tags, Entry.objects.count(), Message.objects.count()) == (before, [], 0, 0)


def test_a_macro_does_not_answer_over_the_answer_of_another(agent):
    macro, complaint = a_macro(template=a_template()), ComplaintFactory(customer__email="")
    seen = queries.last_entry(complaint)
    services.reply(complaint=complaint, body="We call you", at=NOW, by=UserFactory())
    with pytest.raises(StaleRecord):
        services.apply_macro(macro=macro, complaint=complaint, body="x", at=NOW, by=agent, seen=seen)
    services.apply_macro(
        macro=macro, complaint=complaint, body="x", at=NOW, by=agent, seen=queries.last_entry(complaint)
    )
    assert Entry.objects.filter(kind="reply").count() == 2


def test_a_macro_hands_over_to_the_next_of_its_group_who_is_there(agent):
    people = UserFactory.create_batch(3)
    group = services.save_group(name="Technicians", members=people)
    macro = a_macro(owner="group", group=group)
    day = timezone.localdate(NOW)
    services.add_absence(user=people[1], first_on=day, last_on=day, on=day - timedelta(days=1))
    complaints = ComplaintFactory.create_batch(3)
    for complaint in complaints:
        services.apply_macro(macro=macro, complaint=complaint, body="", at=NOW, by=agent)
    assert [Complaint.objects.get(pk=one.pk).owner for one in complaints] == [people[0], people[2], people[0]]
    services.add_absence(user=people[0], first_on=day, last_on=day, on=day)
    services.add_absence(user=people[2], first_on=day, last_on=day, on=day)
    with pytest.raises(AppError, match="Technicians"):
        services.apply_macro(macro=macro, complaint=ComplaintFactory(), body="", at=NOW, by=agent)


# --- settings ------------------------------------------------------------------------------------------------------


def test_managers_write_templates_and_macros_and_wrong_placeholders_are_explained(client):
    client.force_login(UserFactory(manager=True, language="en"))
    values = {"name": "Sorry", "body_id": "Maaf {nama}", "body_en": "Sorry", "is_active": "on", "version": 1}
    answer = client.post("/handling/templates/new/", values)
    assert answer.status_code == 422
    assert "There is no placeholder {nama}." in text_of(answer)
    assert "Maaf {nama}" in text_of(answer)
    client.post("/handling/templates/new/", {**values, "body_id": "Maaf {customer}"})
    template = ReplyTemplate.objects.get(name="Sorry")
    assert "A macro needs at least one step." in text_of(
        client.post("/handling/macros/new/", {"name": "Nothing", "is_active": "on", "version": 1})
    )
    assert "Choose the group." in text_of(
        client.post("/handling/macros/new/", {"name": "Nothing", "owner": "group", "version": 1})
    )
    macro = {"name": "Sorry and wait", "template": template.pk, "waits": "on", "is_active": "on", "version": 1}
    client.post("/handling/macros/new/", macro)
    assert "Reply to the customer: “Sorry”" in text_of(client.get("/handling/templates/"))
    answer = client.post(f"/handling/templates/{template.pk}/", {**values, "body_id": "x", "version": 7})
    assert answer.status_code == 409
