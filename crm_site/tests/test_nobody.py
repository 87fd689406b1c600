"""The record that stands for everybody who gave no name is no person, and is not treated as one."""

import json
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone, translation

from accounts.tests.factories import UserFactory
from common.errors import AppError, NotAllowed
from complaints import services as complaints
from complaints.models import AnonymousDesk
from customers import services
from customers.models import Customer
from customers.queries.search import search_customers
from customers.tests.factories import CustomerFactory
from loyalty.services import enrol, enrol_many
from loyalty.tests.factories import ProgrammeFactory
from privacy import services as privacy
from surveys.queries.people import audience_of
from surveys.tests.factories import SurveyFactory

pytestmark = pytest.mark.django_db
NOW = timezone.now()
NO_PERSON = "stands for everybody who gave no name"


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def boss():
    return UserFactory(manager=True, language="en")


@pytest.fixture
def shared(boss) -> Customer:
    """As the first complaint without a name makes it."""
    AnonymousDesk.objects.create().people.set([boss])
    case = complaints.receive_anonymous_complaint(
        code="aaaaa-bbbbb-ccccc", summary="Atasan menghina saya", details="", language="id", at=NOW,
        submission_key=uuid4(),
    )  # fmt: skip
    return case.customer


def test_there_is_one_for_all(shared):
    assert services.nobody(at=NOW) == shared
    assert Customer.objects.count() == 1


@pytest.mark.parametrize(
    "treat",
    [
        lambda one, boss: services.merge_customers(duplicate=one, survivor=CustomerFactory(), at=NOW, by=boss),
        lambda one, boss: services.merge_customers(duplicate=CustomerFactory(), survivor=one, at=NOW, by=boss),
        lambda one, boss: services.update_customer(
            customer=one, expected_version=one.version, at=NOW, by=boss, name="Budi"
        ),
        lambda one, boss: privacy.take_in_request(
            kind="erasure", customer=one, channel="phone", received_at=NOW, at=NOW, by=boss
        ),
        lambda one, boss: privacy.take_in_request(
            kind="access", customer=one, channel="phone", received_at=NOW, at=NOW, by=boss
        ),
        lambda one, boss: privacy.erase_customer(customer=one, request=None, at=NOW, by=boss),
        lambda one, boss: privacy.record_consent(
            customer=one, purpose="surveys", given=True, channel="phone", at=NOW, by=boss
        ),
        lambda one, boss: enrol(customer=one, programme=ProgrammeFactory(), at=NOW, by=boss),
        lambda one, boss: services.add_follow_up(customer=one, owner=boss, task="Call", due_at=NOW, at=NOW),
    ],
    ids=[
        "merged", "merged into", "changed", "erased on request", "exported on request", "erased", "asked for consent",
        "enrolled", "called",
    ],
)  # fmt: skip
def test_it_is_not_treated_like_a_person(shared, boss, treat):
    with pytest.raises(NotAllowed, match=NO_PERSON):
        treat(shared, boss)
    shared.refresh_from_db()
    assert (shared.name, shared.merged_into, shared.survey_consent) == ("Anonim", None, False)


def test_no_list_search_programme_or_survey_finds_it(client, shared, boss):
    client.force_login(boss)
    assert "Anonim" not in client.get("/customers/").content.decode()
    assert client.get(shared.get_absolute_url()).status_code == 404
    assert list(search_customers("Anonim", limit=5)) == []
    assert enrol_many(programme=ProgrammeFactory(), customer_ids=[shared.pk], at=NOW) == []
    assert not audience_of(SurveyFactory()).filter(pk=shared.pk).exists()


def test_its_complaint_names_it_without_a_way_to_a_record(client, shared, boss):
    client.force_login(boss)
    page = client.get(shared.complaints.get().get_absolute_url()).content.decode()
    assert "Anonim" in page
    assert shared.get_absolute_url() not in page


def test_no_other_record_takes_its_identifier(boss):
    one = CustomerFactory()
    with pytest.raises(AppError, match="belongs to the record for people who gave no name"):
        services.create_customer(name="Budi", external_id="anonymous", at=NOW, by=boss)
    with pytest.raises(AppError, match="belongs to the record for people who gave no name"):
        services.update_customer(customer=one, expected_version=one.version, at=NOW, by=boss, external_id="anonymous")


ROWS = [
    ("import_customers", "external_id,name\nanonymous,Budi\n"),
    ("import_contracts", "customer,start,end,recorded_at\nanonymous,2026-01-01,,\n"),
    ("import_standings", "customer,standing,effective_from\nanonymous,primary,2026-01-01\n"),
    ("import_merges", "from,into,merged_at\nanonymous,C-1,\n"),
    ("import_merges", "from,into,merged_at\nC-1,anonymous,\n"),
    (
        "import_transactions",
        "reference,customer,occurred_at,amount\nT-1,anonymous,2026-01-01T10:00:00+07:00,5000\n",
    ),
    ("import_needs", "customer,text\nanonymous,A quiet room\n"),
    ("import_special_days", "customer,label,date\nanonymous,Wedding,2020-05-04\n"),
]
BY_IDENTIFIER_ALONE = ("import_customers", "import_transactions")


@pytest.mark.parametrize(
    ("command", "rows", "named_by"),
    [
        (command, rows, named_by)
        for command, rows in ROWS
        for named_by in ("external_id", "number")
        if named_by == "external_id" or command not in BY_IDENTIFIER_ALONE
    ],
)
def test_no_file_is_imported_over_it(shared, boss, tmp_path, capsys, command, rows, named_by):
    CustomerFactory(external_id="C-1")
    file = tmp_path / "rows.csv"
    file.write_text(rows.replace("anonymous", getattr(shared, named_by)))
    with pytest.raises((SystemExit, CommandError)):
        call_command(command, str(file), "--json")
    result = json.loads(capsys.readouterr().out)
    assert (result["rows"], result["rejected"]) == (1, 1)
    with open(result["errors_file"], encoding="utf-8-sig") as errors:
        reason = NO_PERSON if command == "import_customers" else "No customer has the identifier"
        assert reason in errors.read()
    shared.refresh_from_db()
    assert (shared.name, shared.merged_into) == ("Anonim", None)
