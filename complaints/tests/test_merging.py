"""What is merged stays whole, and taken apart both are as they were: everything that hangs on a complaint."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.utils import timezone, translation
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from accounts.tests.factories import UserFactory
from common.errors import NotAllowed
from complaints import queries, services
from complaints.models import AfterCare, Attachment, CarePolicy, Complaint, ComplaintLink, ComplaintMerge, TrackingLink
from complaints.tests.factories import ComplaintFactory, CustomerFactory, PromiseFactory, a_cause
from complaints.tests.letters import PDF, bounce_of, letter, taken
from customers.models import FollowUp
from customers.services import merge_customers
from customers.services import undo_merge as undo_customer_merge
from outbox.models import Message

pytestmark = pytest.mark.django_db
NOW = timezone.now()
LATER = NOW + timedelta(hours=1)


@pytest.fixture(autouse=True)
def mailbox(settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path
    settings.IMAP_URL = "imap://keluhan:x@localhost/"
    settings.IMAP_ADDRESS = "keluhan@prima.example"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def agent(client):
    user = UserFactory(language="en")
    client.force_login(user)
    return user


@pytest.fixture
def budi():
    return CustomerFactory(email="budi@id.example", name="Budi Santoso")


def logged(customer, agent, summary="No light", **fields) -> Complaint:
    values = {"channel": "email", "cause": a_cause(), "at": NOW} | fields
    return services.log_complaint(customer=customer, summary=summary, by=agent, **values)


def merged(duplicate, survivor, agent) -> ComplaintMerge:
    return services.merge_complaints(duplicate=duplicate, survivor=survivor, at=LATER, by=agent)


def bodies(complaint) -> list[str]:
    return list(complaint.entries.exclude(body="").values_list("body", flat=True))


# --- mail -------------------------------------------------------------------------------------------


def test_an_answer_to_an_old_mail_of_the_duplicate_arrives_in_the_survivor(budi, agent):
    survivor, duplicate = logged(budi, agent), logged(budi, agent, "It is dark")
    services.reply(complaint=duplicate, body="Which room?", at=NOW, by=agent)
    sent = Message.objects.get(purpose="complaints/mail/reply").message_id
    merged(duplicate, survivor, agent)
    mail = taken(letter("Room 212.", subject="Re: x", In_Reply_To=sent))
    assert (mail.outcome, mail.complaint) == ("reply", survivor)
    assert "Room 212." in bodies(survivor)


def test_so_it_does_over_two_merges_and_by_the_address_we_gave(budi, agent):
    last, middle, first = (logged(budi, agent, text) for text in ("Light", "Dark", "Lamp"))
    services.reply(complaint=first, body="Which room?", at=NOW, by=agent)
    message = Message.objects.get(purpose="complaints/mail/reply")
    merged(first, middle, agent)
    merged(middle, last, agent)
    mail = taken(letter("Room 212.", subject="Re: x", In_Reply_To=message.message_id))
    assert mail.complaint == last
    assert queries.survivor_of(first.reference, user=agent) == last


def test_what_came_back_undelivered_is_told_in_the_survivor(budi, agent):
    survivor, duplicate = logged(budi, agent), logged(budi, agent, "It is dark")
    message_id = Message.objects.filter(subject_key=f"complaint:{duplicate.pk}").latest("pk").message_id
    merged(duplicate, survivor, agent)
    assert taken(bounce_of(message_id)).complaint == survivor


# --- what the customer sees -------------------------------------------------------------------------


def test_files_of_the_duplicate_stand_with_the_words_they_came_with(client, budi, agent):
    survivor = logged(budi, agent)
    file = SimpleUploadedFile("lamp.pdf", PDF)
    duplicate = logged(budi, agent, "It is dark", files=[file])
    _link, token = TrackingLink.issue(complaint=duplicate, at=NOW, valid_for=timedelta(days=90))
    merged(duplicate, survivor, agent)
    assert "lamp.pdf" in client.get(survivor.get_absolute_url()).content.decode()
    assert "lamp.pdf" in client.get(f"/c/{token}/").content.decode()
    assert Attachment.objects.get().entry.complaint == survivor


def test_when_two_records_turn_out_to_be_two_people_no_link_shows_the_complaint_of_the_other(client, budi, agent):
    other = CustomerFactory(email="sri@id.example", name="Sri")
    mine, theirs = logged(budi, agent, "No light"), logged(other, agent, "Loud music")
    _link, token = TrackingLink.issue(complaint=mine, at=NOW, valid_for=timedelta(days=90))
    people = merge_customers(duplicate=budi, survivor=other, at=LATER, by=agent)
    merge = merged(Complaint.objects.get(pk=mine.pk), Complaint.objects.get(pk=theirs.pk), agent)
    assert theirs.reference in client.get(f"/c/{token}/").content.decode()
    undo_customer_merge(merge=people, at=LATER, by=agent)
    page = client.get(f"/c/{token}/").content.decode()
    assert [mine.reference in page, theirs.reference in page] == [True, False]
    merge.refresh_from_db()
    assert merge.undone_at == LATER


# --- promises and deadlines -------------------------------------------------------------------------


def test_open_promises_go_on_in_the_survivor_with_their_history(budi, agent):
    survivor, duplicate = logged(budi, agent), logged(budi, agent, "It is dark")
    promise = services.make_promise(
        complaint=duplicate, what="Call back", owner=agent, due_at=LATER, at=NOW, by=agent
    )  # fmt: skip
    merged(duplicate, survivor, agent)
    promise.refresh_from_db()
    assert (promise.complaint, promise.is_open) == (survivor, True)
    assert "Call back" in bodies(survivor)
    assert list(queries.visible_promises(agent)) == [promise]


def test_what_was_promised_sooner_for_the_duplicate_is_promised_for_the_survivor(budi, agent):
    survivor = logged(budi, agent)
    duplicate = logged(budi, agent, "It is dark", severity="critical")
    before, sooner = survivor.due_at, duplicate.due_at
    merge = merged(duplicate, survivor, agent)
    survivor.refresh_from_db()
    assert before > sooner == survivor.due_at
    services.undo_merge(merge=merge, at=LATER, by=agent)
    survivor.refresh_from_db()
    assert survivor.due_at == before


def test_an_open_one_does_not_end_in_one_that_is_answered(budi, agent):
    survivor, duplicate = ComplaintFactory(customer=budi, resolved=True), logged(budi, agent)
    with pytest.raises(NotAllowed, match="is answered"):
        merged(duplicate, survivor, agent)


# --- after-care -------------------------------------------------------------------------------------


@pytest.fixture
def asks_again():
    CarePolicy.objects.update_or_create(pk=1, defaults={"asks_again": True})


def closed(customer) -> Complaint:
    return ComplaintFactory(customer=customer, closed=True)


def planned(complaint) -> Complaint:
    services.plan_after_care(complaint=complaint, at=LATER)
    return complaint


def test_the_customer_is_asked_once_when_both_plan_it(budi, agent, asks_again):
    survivor = planned(closed(budi))
    duplicate = closed(budi)
    for care in survivor.after_care.all():
        AfterCare.objects.create(
            complaint=duplicate, days=care.days, follow_up=FollowUp.objects.create(
                customer=budi, task="Ask", due_at=LATER, created_at=NOW
            )
        )  # fmt: skip
    merge = merged(duplicate, survivor, agent)
    assert AfterCare.objects.count() == survivor.after_care.count() == FollowUp.objects.count()
    services.undo_merge(merge=merge, at=LATER, by=agent)
    assert duplicate.after_care.count() == survivor.after_care.count()


def test_what_only_the_duplicate_planned_goes_over_to_a_closed_survivor(budi, agent, asks_again):
    survivor, duplicate = closed(budi), planned(closed(budi))
    plans = set(duplicate.after_care.values_list("pk", flat=True))
    merged(duplicate, survivor, agent)
    assert set(survivor.after_care.values_list("pk", flat=True)) == plans


def test_nobody_is_asked_whether_it_held_while_the_survivor_is_open(budi, agent, asks_again):
    survivor, duplicate = logged(budi, agent), planned(closed(budi))
    merge = merged(duplicate, survivor, agent)
    assert (AfterCare.objects.count(), FollowUp.objects.count()) == (0, 0)
    services.undo_merge(merge=merge, at=LATER, by=agent)
    assert duplicate.after_care.count() == FollowUp.objects.count() == 2


# --- links, problems, confidentiality ---------------------------------------------------------------


def test_links_and_the_common_problem_go_over_where_the_survivor_has_none(budi, agent):
    survivor, duplicate = logged(budi, agent), logged(budi, agent, "It is dark")
    both, only = ComplaintFactory(), ComplaintFactory()
    for one, other in ((survivor, both), (duplicate, both), (duplicate, only), (duplicate, survivor)):
        services.link_complaints(complaint=one, other=other, at=NOW, by=agent)
    problem = services.open_problem(name="Power cut", at=NOW, by=agent, complaints=[duplicate])
    merged(duplicate, survivor, agent)
    linked = {one.complaint for one in queries.company_of(survivor, user=agent, at=LATER).linked}
    assert linked == {both, only}
    assert list(queries.cases_of(problem, user=agent)) == [survivor]


def test_a_survivor_that_becomes_confidential_takes_the_letters_and_the_rest_of_the_duplicate_along(budi, agent):
    boss = UserFactory(manager=True)
    survivor, duplicate = logged(budi, agent), logged(budi, agent, "It is dark")
    merge = merged(duplicate, survivor, agent)
    services.set_confidentiality(complaint=survivor, is_restricted=True, named=[boss], at=LATER, by=boss)
    assert not Message.objects.listed().exists()
    services.undo_merge(merge=merge, at=LATER, by=boss)
    assert not Complaint.objects.visible_to(agent).exists()
    assert set(Complaint.objects.visible_to(boss)) == {survivor, duplicate}


# --- taking apart -----------------------------------------------------------------------------------


def test_a_merge_under_a_later_one_is_taken_apart_after_it(budi, agent):
    last, middle, first = (logged(budi, agent, text) for text in ("Light", "Dark", "Lamp"))
    services.add_note(complaint=first, body="Asked the electrician", at=NOW, by=agent)
    lower, upper = merged(first, middle, agent), merged(middle, last, agent)
    assert "Asked the electrician" in bodies(last)
    with pytest.raises(NotAllowed, match=middle.reference):
        services.undo_merge(merge=lower, at=LATER, by=agent)
    services.undo_merge(merge=upper, at=LATER, by=agent)
    services.undo_merge(merge=lower, at=LATER, by=agent)
    assert "Asked the electrician" in bodies(first)


# Two lines of the timeline and the row of the merge tell of it; of a complaint its version and last change do.
TELLS = {"complaints_complaintmerge": None, "complaints_entry": "kind <> 'together'"}
# What should have gone out meanwhile goes out now.
MAY_CHANGE = ["version", "updated_at", "send_at", "next_attempt_at"]


def whole_database() -> dict[str, list[str]]:
    """Every row of every table as text, but the trail of changes."""
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            where = TELLS.get(table, "TRUE")
            if (
                where is None
                or table.endswith("event")
                or table.startswith("pghistory")
                or table == "accounts_changeset"
            ):
                continue
            cursor.execute(
                f'SELECT (to_jsonb(t) - %s::text[])::text FROM "{table}" t WHERE {where} ORDER BY 1', [MAY_CHANGE]
            )
            found[table] = [row[0] for row in cursor.fetchall()]
    return found


def live(complaint: Complaint, step: str, agent) -> None:
    """One thing that happens to a complaint, where its state allows it."""
    moment = {"complaint": complaint, "at": NOW, "by": agent}
    steps = {
        "reply": lambda: services.reply(body="We look", **moment),
        "note": lambda: services.add_note(body="Noted", **moment),
        "message": lambda: services.add_customer_message(body="Still dark", **moment),
        "wait": lambda: services.wait_for_customer(**moment),
        "promise": lambda: services.make_promise(what="Call", owner=agent, due_at=LATER, **moment),
        "remedy": lambda: services.propose_remedy(kind="voucher", amount=50_000, description="Sorry", **moment),
        "file": lambda: services.add_note(body="Scan", files=[SimpleUploadedFile("a.pdf", PDF)], **moment),
        "assess": lambda: services.assess(
            severity="high", safety=False, complexity="simple", impact="one", needs_action_now=False, **moment
        ),
        "resolve": lambda: services.resolve(resolution="Lamp replaced", decision="granted", **moment),
        "accept": lambda: services.accept(complaint=complaint, at=NOW),
        "problem": lambda: services.open_problem(name="Power", at=NOW, by=agent, complaints=[complaint]),
        "link": lambda: services.link_complaints(other=ComplaintFactory(), **moment),
    }  # fmt: skip
    try:
        with transaction.atomic():
            steps[step]()
    except NotAllowed:
        complaint.refresh_from_db()


STEPS = st.lists(
    st.sampled_from(
        [
            "reply",
            "note",
            "message",
            "wait",
            "promise",
            "remedy",
            "file",
            "assess",
            "resolve",
            "accept",
            "problem",
            "link",
        ]
    ),
    max_size=5,
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=STEPS, second=STEPS, severity=st.sampled_from(["low", "critical"]), are_linked=st.booleans())
@example(first=[], second=["resolve", "accept"], severity="low", are_linked=False)
@example(first=["resolve"], second=["resolve", "accept"], severity="low", are_linked=False)
def test_whatever_happened_to_both_merging_and_taking_apart_leaves_every_table_as_it_was(
    asks_again, first, second, severity, are_linked
):
    with transaction.atomic():
        agent, customer = UserFactory(), CustomerFactory(email="budi@id.example")
        survivor = logged(customer, agent)
        duplicate = logged(customer, agent, "It is dark", severity=severity)
        for complaint, steps in ((survivor, first), (duplicate, second)):
            for step in steps:
                live(complaint, step, agent)
        if are_linked:
            services.link_complaints(complaint=survivor, other=duplicate, at=NOW, by=agent)
        PromiseFactory(complaint=duplicate)
        before = whole_database()
        if not (duplicate.is_open and not survivor.is_open):
            merge = merged(duplicate, survivor, agent)
            assert duplicate not in Complaint.objects.visible_to(agent)
            services.undo_merge(merge=merge, at=LATER, by=agent)
        after = whole_database()
        assert {name: rows for name, rows in after.items() if rows != before[name]} == {}
        transaction.set_rollback(True)


# --- splitting --------------------------------------------------------------------------------------


def test_a_split_moves_nothing_and_the_new_one_has_a_way_of_its_own(budi, agent):
    one = logged(budi, agent, files=[SimpleUploadedFile("lamp.pdf", PDF)])
    services.make_promise(complaint=one, what="Call back", owner=agent, due_at=LATER, at=NOW, by=agent)
    services.propose_remedy(complaint=one, kind="voucher", amount=50_000, description="Sorry", at=NOW, by=agent)
    made = services.split_complaint(complaint=one, summary="The food was cold", at=LATER, by=agent)
    kept = (one.promises.count(), one.remedies.count(), one.attachments.count())
    got = (made.promises.count(), made.remedies.count(), made.attachments.count())
    assert (kept, got) == ((1, 1, 1), (0, 0, 0))
    assert made.clocks.filter(started_at=LATER, ended_at=None).exists()
    assert made.tracking_links.exists()
    assert ComplaintLink.objects.get().kind == "split"


def test_what_is_split_off_a_confidential_one_leaves_no_gap_in_the_numbers(budi, agent):
    one = logged(budi, agent)
    secret = logged(budi, agent, "Harassed", is_restricted=True, named=[agent])
    services.split_complaint(complaint=secret, summary="And this", at=LATER, by=agent)
    number = int(one.reference.rpartition("-")[2])
    assert int(logged(budi, agent, "Next").reference.rpartition("-")[2]) == number + 1
