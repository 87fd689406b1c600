"""One thing done to many customers: the preview tells the truth, a job does it, and it can be taken back."""

import csv
import io
import re
from datetime import date
from uuid import uuid4

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.models import SavedView
from accounts.tests.factories import DepartmentFactory, UserFactory
from common.errors import StaleRecord
from customers.bulk_actions import fields
from customers.models import Customer, Tag
from customers.services import merge_customers, update_customer
from customers.signals import surveys_refused
from customers.tests.factories import CustomerFactory, CustomFieldFactory, PhoneFactory
from jobs import bulk_job, services
from jobs.enums import Status
from jobs.models import BulkChange, Export, Job

pytestmark = pytest.mark.django_db
PAGE = "/jobs/bulk/customers/"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


def ask(client, action, *customers, query=None, **form):
    """What the page sends; marked rows, or all that a query finds."""
    marked = {"all": "1", "query": query} if query is not None else {"id": [customer.pk for customer in customers]}
    return client.post(PAGE, {"action": action, "submission_key": uuid4(), **marked, **form})


def do(client, action, *customers, **form) -> Job:
    answer = ask(client, action, *customers, confirmed="1", **form)
    assert answer.status_code == 302, answer.content.decode()
    return services.run_job(Job.objects.latest("pk"))


def undone(job: Job, by) -> Job:
    return services.run_job(services.undo_job(job=job, by=by, at=timezone.now()))


def preview(response) -> tuple[int, dict[str, int]]:
    found = response.context["preview"]
    with translation.override("en"):  # a request leaves the default language behind
        return found.changes, {str(reason): count for reason, count in found.excluded}


def stored(customer) -> Customer:
    return Customer.objects.get(pk=customer.pk)


# --- the page ---------------------------------------------------------------------------------------------------------


def test_the_page_asks_shows_what_would_change_and_begins_only_when_confirmed(client, manager):
    solo, medan = CustomerFactory(city="Solo"), CustomerFactory(city="Medan")
    page = client.get(f"{PAGE}?action=edit&id={solo.pk}&id={medan.pk}&query=city%3DSolo")
    assert "For the marked rows: <strong>2 customers</strong>" in page.content.decode()
    answer = ask(client, "edit", solo, medan, set_city="on", city="Solo")
    assert preview(answer) == (1, {"Have these values already": 1})
    assert not Job.objects.exists()
    job = do(client, "edit", solo, medan, set_city="on", city="Solo")
    assert (job.title, job.message, job.status) == (
        "Change City of 2 customers", "1 record was changed. 1 were left as they are.", Status.DONE
    )  # fmt: skip
    assert {customer.city for customer in Customer.objects.all()} == {"Solo"}


def test_htmx_gets_the_preview_alone_and_no_scolding_while_typing(client, manager):
    answer = client.post(
        PAGE, {"action": "tags", "id": CustomerFactory().pk, "add": ""}, headers={"HX-Request": "true"}
    )
    assert answer.status_code == 200
    assert "<html" not in answer.content.decode()
    assert "Fill in the form" in answer.content.decode()


def test_all_that_match_are_those_of_the_filters_when_the_job_runs(client, manager):
    CustomerFactory.create_batch(3, city="Solo")
    other = CustomerFactory(city="Medan")
    answer = ask(client, "tags", query="city=Solo", add="javanese")
    assert preview(answer) == (3, {})
    assert "For all that the filters find: <strong>3 customers</strong>" in answer.content.decode()
    do(client, "tags", query="city=Solo", add="javanese")
    assert Customer.objects.filter(tags=["javanese"]).count() == 3
    assert stored(other).tags == []


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"action": "tags"}, "Mark at least one row first."),
        ({"action": "nonsense", "id": "1"}, "Choose what to do"),
        ({"action": "export", "id": "1"}, "Choose what to do"),  # for managers
        ({"action": "tags", "id": ["x", "-1", "9" * 30]}, "Mark at least one row first."),
    ],
)
def test_nothing_marked_or_chosen_leads_back_to_the_list_with_a_sentence(client, agent, sent, sentence):
    page = client.get(PAGE, {**sent, "query": "city=Solo&evil=1"}, follow=True)
    assert page.redirect_chain == [("/customers/?city=Solo", 302)]
    assert sentence in page.content.decode()


def test_staff_work_on_a_page_of_rows_and_managers_on_whole_lists(client, agent):
    CustomerFactory.create_batch(101, city="Solo")
    page = client.get(PAGE, {"action": "tags", "all": "1", "query": "city=Solo"}, follow=True)
    assert "More than 100 at once are for a manager to decide." in page.content.decode()
    Customer.objects.first().delete()
    assert client.get(PAGE, {"action": "tags", "all": "1", "query": "city=Solo"}).status_code == 200
    client.force_login(UserFactory(manager=True))
    assert client.get(PAGE, {"action": "tags", "all": "1"}).status_code == 200


def test_a_filter_that_is_gone_never_means_everybody(client, manager):
    CustomerFactory.create_batch(2)
    page = client.get(PAGE, {"action": "tags", "all": "1", "query": "cf_rank=gold"}, follow=True)
    assert "One of the filters is no longer there." in page.content.decode()


def test_sent_twice_it_is_one_job(client, manager):
    sent = {"action": "tags", "id": CustomerFactory().pk, "add": "vip", "confirmed": "1", "submission_key": uuid4()}
    assert client.post(PAGE, sent)["Location"] == client.post(PAGE, sent)["Location"]
    assert Job.objects.count() == 1


def test_the_page_costs_the_same_for_three_and_a_hundred_rows(client, manager):
    def queries(count: int) -> int:
        ids = [customer.pk for customer in Customer.objects.all()[:count]]
        with CaptureQueriesContext(connection) as captured:
            client.post(PAGE, {"action": "tags", "id": ids, "add": "vip"})
        return len(captured)

    CustomerFactory.create_batch(100)
    assert queries(3) == queries(100) <= 10


# --- fields -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "values"),
    [
        ({"set_city": "on", "city": ""}, {"city": ""}),
        ({"set_language": "on", "language": "en"}, {"language": "en"}),
        ({"set_survey_consent": "on", "survey_consent": "0"}, {"survey_consent": False}),
        ({"set_do_not_contact": "on", "do_not_contact": "1"}, {"do_not_contact": True}),
        ({"set_exit_reason": "on", "exit_reason": "moved", "exit_date": "09-03-2020"},
         {"exit_reason": "moved", "exit_date": date(2020, 3, 9)}),
        ({"set_acquisition_source": "on", "acquisition_source": "Fair", "set_buyer_role": "on", "buyer_role": "buyer"},
         {"acquisition_source": "Fair", "buyer_role": "buyer"}),
    ],
)  # fmt: skip
def test_every_field_is_changed_and_given_back(client, manager, form, values):
    customers = [CustomerFactory(city="Solo", language="id"), CustomerFactory(city="Medan", acquisition_source="Web")]
    before = list(Customer.objects.order_by("pk").values(*values))
    job = do(client, "edit", *customers, **form)
    assert list(Customer.objects.order_by().values(*values).distinct()) == [values]
    job = undone(job, manager)
    assert list(Customer.objects.order_by("pk").values(*values)) == before
    assert job.message == "2 records are as they were."


def test_what_is_impossible_is_left_out_with_its_reason(client, manager):
    internal, free = CustomerFactory(internal=True), CustomerFactory(department=DepartmentFactory())
    form = {"set_department": "on", "department": ""}
    assert preview(ask(client, "edit", internal, free, **form)) == (1, {"Internal customers need a department": 1})
    do(client, "edit", internal, free, **form)
    assert stored(internal).department_id == internal.department_id
    assert stored(free).department_id is None


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({}, "Mark at least one field"),
        ({"city": "Solo"}, "Mark at least one field"),
        ({"set_city": "on", "city": "x" * 101}, "at most 100"),
        ({"set_city": "on", "city": "So\x00lo"}, "can&#x27;t be stored"),
        ({"set_language": "on", "language": "de"}, "de is not one of"),
        ({"set_exit_reason": "on", "exit_reason": "moved"}, "Enter the day on which the customer left"),
        ({"set_exit_reason": "on", "exit_reason": "moved", "exit_date": "31-12-2199"}, "in the future"),
        ({"set_exit_reason": "on", "exit_reason": "moved", "exit_date": "99-99-9999"}, "Enter a date like"),
    ],
)
def test_a_wrong_entry_is_named_and_nothing_begins(client, manager, form, sentence):
    answer = ask(client, "edit", CustomerFactory(), confirmed="1", **form)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert not Job.objects.exists()


def test_folded_and_erased_records_are_left_alone_also_when_that_happened_after_the_preview(client, manager):
    kept, folded, erased = CustomerFactory.create_batch(3, city="Solo")
    ask(client, "edit", kept, folded, erased, confirmed="1", set_city="on", city="Medan")
    merge_customers(duplicate=folded, survivor=kept, at=timezone.now())
    Customer.objects.filter(pk=erased.pk).update(erased_at=timezone.now())
    job = services.run_job(Job.objects.get())
    assert [stored(customer).city for customer in (kept, folded, erased)] == ["Medan", "Solo", "Solo"]
    assert job.message == "1 record was changed."


def test_an_open_edit_form_learns_of_the_change(client, manager):
    customer = CustomerFactory(city="Solo")
    do(client, "edit", customer, set_city="on", city="Medan")
    with pytest.raises(StaleRecord) as stale:
        update_customer(customer=customer, expected_version=1, at=timezone.now(), by=manager, city="Bali")
    assert stale.value.current["city"] == "Medan"


def test_the_trail_says_who_changed_each(client, manager):
    customer = CustomerFactory(city="Solo")
    job = do(client, "edit", customer, set_city="on", city="Medan")
    event = customer.events.latest("pgh_id")
    assert (event.city, event.pgh_context.metadata["user"], event.pgh_context.metadata["job"]) == (
        "Medan", manager.pk, job.pk
    )  # fmt: skip


def test_whoever_refuses_surveys_is_told_to_the_apps_above(client, manager):
    told = []
    surveys_refused.connect(lambda customer, **kwargs: told.append(customer.pk), weak=False, dispatch_uid="told")
    customers = CustomerFactory.create_batch(2)
    refused = CustomerFactory(survey_consent=False)
    answer = ask(client, "edit", *customers, refused, set_survey_consent="on", survey_consent="0")
    assert "Planned invitations to surveys are cancelled" in answer.content.decode()
    do(client, "edit", *customers, refused, set_survey_consent="on", survey_consent="0")
    surveys_refused.disconnect(dispatch_uid="told")
    assert sorted(told) == [customer.pk for customer in customers]


def test_work_is_done_in_chunks_each_row_once_and_taken_back_row_by_row(client, manager, monkeypatch):
    monkeypatch.setattr(fields.Edit, "chunk", 4)
    monkeypatch.setattr(bulk_job, "UNDONE_A_STEP", 3)
    for number in range(10):
        CustomerFactory(city=f"City {number % 3}")
    before = list(Customer.objects.order_by("pk").values_list("city", flat=True))
    job = do(client, "edit", query="", set_city="on", city="City 0")
    assert job.message == "6 records were changed. 4 were left as they are."
    assert (job.done, job.total) == (10, 10)
    assert BulkChange.objects.count() < 6
    undone(job, manager)
    assert list(Customer.objects.order_by("pk").values_list("city", flat=True)) == before


def test_what_was_changed_again_stays_and_is_counted(client, manager):
    again, untouched = CustomerFactory.create_batch(2, city="Solo")
    job = do(client, "edit", again, untouched, set_city="on", city="Medan")
    Customer.objects.filter(pk=again.pk).update(city="Bali")
    job = undone(job, manager)
    assert [stored(customer).city for customer in (again, untouched)] == ["Bali", "Solo"]
    assert job.message == "1 record is as it was. 1 was changed again since and stays as it is."


def test_an_erased_person_gets_nothing_back(client, manager):
    customer = CustomerFactory(city="Solo")
    job = do(client, "edit", customer, set_city="on", city="")
    Customer.objects.update(erased_at=timezone.now())
    undone(job, manager)
    assert stored(customer).city == ""


def test_half_done_work_that_was_stopped_can_be_taken_back_too(client, manager, monkeypatch):
    monkeypatch.setattr(fields.Edit, "chunk", 2)
    customers = CustomerFactory.create_batch(4, city="Solo")
    ask(client, "edit", *customers, confirmed="1", set_city="on", city="Medan")
    job = Job.objects.get()
    services.run_jobs(budget=0.0001)
    services._work_on(job, deadline=0)
    job.refresh_from_db()
    services.cancel_job(job=job, at=timezone.now())
    assert Customer.objects.filter(city="Medan").count() == 2
    undone(job, manager)
    assert Customer.objects.filter(city="Solo").count() == 4


def test_after_thirty_days_it_stays(client, manager):
    job = do(client, "edit", CustomerFactory(), set_city="on", city="Medan")
    assert services.purge_changes(at=job.finished_at + services.UNDO_WITHIN / 2) == 0
    assert services.purge_changes(at=job.finished_at + services.UNDO_WITHIN * 1.01) == 1
    assert "Undo" not in client.get(job.get_absolute_url()).content.decode()


def test_who_lost_the_right_meanwhile_is_refused_by_the_job(client, manager):
    customer = CustomerFactory(city="Solo")
    ask(client, "edit", customer, confirmed="1", set_city="on", city="Medan")
    manager.role = "agent"
    manager.save()
    job = services.run_job(Job.objects.get())
    assert (job.status, job.message) == (Status.FAILED, "You may not do that.")
    assert stored(customer).city == "Solo"


def test_a_choice_that_is_gone_meanwhile_is_named_by_the_job(client, manager):
    customer, colleague = CustomerFactory(), UserFactory()
    ask(client, "assign", customer, confirmed="1", owner=colleague.pk)
    colleague.is_active = False
    colleague.save()
    job = services.run_job(Job.objects.get())
    assert job.status == Status.FAILED
    assert "no longer possible" in job.message


def test_customers_are_given_to_somebody_and_back(client, agent):
    bayu = UserFactory(full_name="Bayu")
    mine, free = CustomerFactory(owner=agent), CustomerFactory()
    job = do(client, "assign", mine, free, owner=bayu.pk)
    assert job.title == "Assign 2 customers to Bayu"
    assert set(Customer.objects.values_list("owner", flat=True)) == {bayu.pk}
    undone(job, agent)
    assert [stored(mine).owner, stored(free).owner] == [agent, None]


# --- tags -------------------------------------------------------------------------------------------------------------


def test_tags_are_added_and_taken_off_in_one_spelling_and_given_back(client, agent):
    Tag.objects.create(name="VIP")
    plain, tagged = CustomerFactory(tags=["old"]), CustomerFactory(tags=["VIP"])
    answer = ask(client, "tags", plain, tagged, add="vip, Hotel", remove="OLD")
    assert preview(answer) == (2, {})
    job = do(client, "tags", plain, tagged, add="vip, Hotel", remove="old")
    assert job.title == "Tags +VIP +Hotel −old: 2 customers"  # noqa: RUF001
    assert [stored(plain).tags, stored(tagged).tags] == [["VIP", "Hotel"], ["VIP", "Hotel"]]
    assert sorted(Tag.objects.values_list("name", flat=True)) == ["Hotel", "VIP"]
    undone(job, agent)
    assert [stored(plain).tags, stored(tagged).tags] == [["old"], ["VIP"]]


def test_tags_taken_off_by_hand_meanwhile_are_not_put_back(client, agent):
    one, two = CustomerFactory.create_batch(2)
    job = do(client, "tags", one, two, add="a, b")
    Customer.objects.filter(pk=one.pk).update(tags=["a"])
    job = undone(job, agent)
    assert [stored(one).tags, stored(two).tags] == [["a"], []]
    assert "1 was changed again" in job.message


@pytest.mark.parametrize(
    ("form", "sentence"),
    [
        ({"add": ""}, "Enter at least one tag"),
        ({"add": "x" * 41}, "at most 40 characters"),
        ({"add": "vip", "remove": "VIP, a"}, "can&#x27;t be added and taken off"),
        ({"add": "v\x00ip"}, "can&#x27;t be stored"),
    ],
)
def test_a_wrong_tag_is_named(client, agent, form, sentence):
    Tag.objects.create(name="vip")
    answer = ask(client, "tags", CustomerFactory(), confirmed="1", **form)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


# --- files ------------------------------------------------------------------------------------------------------------


def file_of(client, job: Job) -> bytes:
    return b"".join(client.get(f"/jobs/{job.pk}/file/").streaming_content)


def rows_of(client, job: Job) -> list[list]:
    content = file_of(client, job)
    if job.result_name.endswith("xlsx"):
        return [[cell.value for cell in row] for row in openpyxl.load_workbook(io.BytesIO(content)).active.iter_rows()]
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


def test_a_file_has_the_columns_filters_and_order_of_the_list(client, manager):
    PhoneFactory(customer__name="=HYPERLINK(1)", customer__city="Solo", local="81234567890")
    CustomerFactory(name="Zainal", city="solo", primary=True)
    CustomerFactory(name="Elsewhere", city="Medan")
    job = do(client, "export", query="city=Solo&columns=phone&columns=standing&sort=-name",
             file_format="xlsx", which="shown", style="words")  # fmt: skip
    assert rows_of(client, job) == [
        ["Name", "Phone", "Standing"],
        ["Zainal", None, "Primary customer"],
        ["'=HYPERLINK(1)", "081234567890", "Prospective customer"],
    ]
    assert job.message == "The file has 2 rows. It is kept for a week."
    assert re.fullmatch(r"customers-\d{4}-\d\d-\d\d\.xlsx", job.result_name)


def test_a_file_for_programs_has_what_the_import_reads(client, manager):
    customer = CustomerFactory(name="Ana", primary=True, tags=["a", "b"], owner=UserFactory(email="rina@example.com"))
    job = do(client, "export", customer, file_format="csv", which="all", style="codes")
    head, row = rows_of(client, job)
    found = dict(zip(head, row, strict=True))
    assert {"external_id", "buyer_role", "is_commercial", "survey_consent", "notes"} <= set(head)
    assert [found[name] for name in ("name", "standing", "tags", "owner", "kind", "is_test")] == [
        "Ana", "primary", "a, b", "rina@example.com", "external", "False"
    ]  # fmt: skip


def test_every_file_is_noted_with_who_took_what(client, manager):
    CustomerFactory(city="Solo")
    do(client, "export", query="city=Solo", file_format="csv", which="shown", style="words")
    noted = Export.objects.get()
    assert (noted.exported_by, noted.rows, noted.described, noted.list_key) == (manager, 1, "City: Solo", "customers")
    assert client.get("/jobs/exports/").status_code == 403
    client.force_login(UserFactory(admin=True, language="en"))
    page = client.get("/jobs/exports/").content.decode()
    assert "Hendra" in page
    assert "City: Solo" in page
    with pytest.raises(Exception, match="Cannot update or delete"):
        Export.objects.all().delete()


def test_a_long_file_is_written_in_pieces_and_a_piece_written_twice_stands_there_once(client, manager, monkeypatch):
    from customers.bulk_actions.export import ExportCustomers

    monkeypatch.setattr(ExportCustomers, "chunk", 3)
    for number in range(8):
        CustomerFactory(name=f"C{number}")
    ask(client, "export", query="", confirmed="1", file_format="csv", which="shown", style="words")
    job = Job.objects.get()
    services._work_on(job, deadline=0)
    before = dict(Job.objects.get().state)
    services._work_on(job, deadline=0)
    Job.objects.update(state=before, done=3)  # as if the worker had died before its outcome was written
    job = services.run_job(Job.objects.get())
    assert [row[0] for row in rows_of(client, job)[1:]] == [f"C{number}" for number in range(8)]


def test_a_file_that_was_stopped_leaves_nothing_behind(client, manager, monkeypatch):
    from customers.bulk_actions.export import ExportCustomers
    from jobs.models import results_folder

    monkeypatch.setattr(ExportCustomers, "chunk", 1)
    CustomerFactory.create_batch(3)
    before = set(results_folder().iterdir())
    ask(client, "export", query="", confirmed="1", file_format="csv", which="shown", style="words")
    job = Job.objects.get()
    services._work_on(job, deadline=0)
    assert len(set(results_folder().iterdir()) - before) == 1
    job.refresh_from_db()
    services.cancel_job(job=job, at=timezone.now())
    assert set(results_folder().iterdir()) == before
    assert not Export.objects.exists()


def test_agents_are_not_offered_to_take_the_registry_home(client, agent):
    customer = CustomerFactory()
    assert "Export" not in client.get("/customers/").content.decode()
    page = client.get(PAGE, {"action": "export", "id": customer.pk}, follow=True)
    assert "Choose what to do" in page.content.decode()


def test_the_list_offers_what_one_may_do(client, agent):
    CustomerFactory()
    page = client.get("/customers/").content.decode()
    assert re.findall(r'name="action" value="(\w+)"', page) == ["tags", "assign"]
    client.force_login(UserFactory(manager=True))
    page = client.get("/customers/").content.decode()
    assert {"tags", "assign", "edit", "export"} <= set(re.findall(r'name="action" value="(\w+)"', page))
    assert SavedView.objects.count() == 0


# --- further fields ---------------------------------------------------------------------------------------------------


def test_further_fields_are_changed_by_key_and_taken_back(client, manager):
    CustomFieldFactory(key="view", type="choice", options=["sea", "garden"])
    CustomFieldFactory(key="likes", type="choices", options=["golf", "spa"])
    CustomFieldFactory(key="note")
    a = CustomerFactory(custom_values={"view": "sea", "note": "x", "likes": ["golf", "spa"]})
    b = CustomerFactory(custom_values={"view": "garden", "likes": ["golf"]})
    c = CustomerFactory()
    form = {
        "set_custom_view": "on", "custom_view": "garden", "set_custom_likes": "on", "custom_likes": ["golf"],
        "set_custom_note": "on",
    }  # fmt: skip
    assert preview(ask(client, "further", a, b, c, **form)) == (2, {"Have these values already": 1})
    job = do(client, "further", a, b, c, **form)
    wanted = {"view": "garden", "likes": ["golf"]}
    assert [stored(row).custom_values for row in (a, b, c)] == [wanted] * 3
    assert [stored(row).version for row in (a, b, c)] == [2, 1, 2]
    Customer.objects.filter(pk=c.pk).update(custom_values={"view": "sea", "likes": ["golf"]})
    undone(job, manager)
    assert stored(a).custom_values == {"view": "sea", "note": "x", "likes": ["golf", "spa"]}
    assert stored(c).custom_values == {"view": "sea", "likes": ["golf"]}, "changed again since"


def test_further_fields_are_given_only_to_those_who_are_asked(client, manager):
    CustomFieldFactory(key="tax", party_types=["organisation"])
    CustomFieldFactory(key="card", is_unique=True)
    firm, person = CustomerFactory(organisation=True), CustomerFactory()
    form = {"set_custom_tax": "on", "custom_tax": "09"}
    page = ask(client, "further", firm, person, **form)
    assert preview(page) == (1, {"Such customers are not asked": 1})
    assert "custom_card" not in page.content.decode()
    do(client, "further", firm, person, **form)
    assert [stored(firm).custom_values, stored(person).custom_values] == [{"tax": "09"}, {}]


def test_a_required_further_field_can_not_be_emptied_and_something_must_be_marked(client, manager):
    CustomFieldFactory(key="tax", is_required=True, label_en="Tax number")
    customer = CustomerFactory(custom_values={"tax": "09"})
    assert "“Tax number” must be answered." in ask(client, "further", customer, set_custom_tax="on").content.decode()
    assert "Mark at least one field" in ask(client, "further", customer).content.decode()
