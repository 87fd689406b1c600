"""Contact persons and relations between customers from files: who they tie, how they are read, taken back, exported."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import CommandError, call_command

from customers.enums import LinkKind, PartyType
from customers.imports.reasons import sentence
from customers.models import Customer, CustomerLink, ImportRun
from customers.tests.factories import CustomerFactory, CustomerLinkFactory
from customers.tests.imports import bring_in, counts, everything, named, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path


@pytest.fixture
def batik():
    return CustomerFactory(external_id="B1", name="CV Batik", party_type=PartyType.ORGANISATION, language="en")


@pytest.fixture
def ani():
    return CustomerFactory(external_id="A1", name="Ani", email="ani@example.com")


def ties() -> list[tuple[str, str, str]]:
    return list(CustomerLink.objects.order_by("pk").values_list("customer__name", "kind", "other__name"))


def links(tmp_path, *rows: str, head: str = "customer,kind,other"):
    return bring_in("links", write(tmp_path, "\n".join([head, *rows])))


def contacts(tmp_path, *rows: str, head: str = "customer,name,role,email,phone"):
    return bring_in("contacts", write(tmp_path, "\n".join([head, *rows])))


# --- relations ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("word", "tie"),
    [
        ("employee", ("Ani", LinkKind.EMPLOYEE, "CV Batik")),
        ("bekerja untuk", ("Ani", LinkKind.EMPLOYEE, "CV Batik")),
        ("employs", ("CV Batik", LinkKind.EMPLOYEE, "Ani")),
        ("referred_by", ("Ani", LinkKind.REFERRED, "CV Batik")),
        ("was referred by", ("Ani", LinkKind.REFERRED, "CV Batik")),
        ("referred", ("CV Batik", LinkKind.REFERRED, "Ani")),
        ("partner", ("Ani", LinkKind.PARTNER, "CV Batik")),
    ],
)
def test_a_relation_is_read_in_the_direction_of_its_words(tmp_path, ani, batik, word, tie):
    assert counts(links(tmp_path, f"A1,{word},B1")) == (1, 0, 0, 0)
    assert ties() == [tie]


def test_a_customer_without_an_identifier_is_named_by_its_number(tmp_path, ani):
    other = CustomerFactory(name="Budi")
    links(tmp_path, f"A1,family,{other.number}")
    assert ties() == [("Ani", LinkKind.FAMILY, "Budi")]


def test_a_tie_that_is_there_gets_its_role_also_when_it_is_read_from_the_other_end(tmp_path, ani, batik):
    CustomerLinkFactory(customer=ani, other=batik, kind=LinkKind.PARTNER, role="owner")
    CustomerLinkFactory(customer=ani, other=batik, kind=LinkKind.EMPLOYEE, role="owner")
    result = links(
        tmp_path, "B1,partner,A1,sister,", "B1,employs,A1,,2020-01-31", head="customer,kind,other,role,since"
    )
    assert counts(result) == (0, 2, 0, 0)
    assert list(CustomerLink.objects.order_by("pk").values_list("role", "since", "version")) == [
        ("sister", None, 2),
        ("owner", date(2020, 1, 31), 2),
    ]


def test_folded_records_stand_for_their_survivor(tmp_path, ani, batik):
    CustomerFactory(external_id="A2", name="Ani L.", merged_into=ani)
    assert counts(links(tmp_path, "A2,employee,B1")) == (1, 0, 0, 0)
    assert ties() == [("Ani", LinkKind.EMPLOYEE, "CV Batik")]
    assert counts(links(tmp_path, "A1,employee,B1")) == (0, 0, 1, 0)


def test_what_is_wrong_with_a_relation_is_named_by_line_and_column(tmp_path, ani, batik):
    CustomerFactory(external_id="E1", erased_at=datetime(2025, 1, 1, tzinfo=UTC))
    result = links(
        tmp_path,
        "A9,employee,B1,",
        "A1,employee,B9,",
        "A1,boss,B1,",
        "A1,employee,A1,",
        "A1,employee,E1,",
        "A1,contact,B1,2099-01-01",
        "A1,partner,B1,",
        "B1,partner,A1,",
        "A1,,B1,",
        head="customer,kind,other,since",
    )
    assert counts(result) == (1, 0, 0, 8)
    assert named(result) == [
        (2, "customer"), (3, "other"), (4, "kind"), (5, "other"), (6, "other"), (7, "since"), (9, "kind"), (10, "kind"),
    ]  # fmt: skip
    assert next(one.reason for one in result.problems if one.line == 9) == sentence("tied_in_file", "8")


# --- contact persons ------------------------------------------------------------------------------


def test_a_contact_person_who_is_not_there_is_added_and_tied(tmp_path, batik):
    assert counts(contacts(tmp_path, "B1,Budi Santoso,purchasing,budi@example.com,0812-3456-7890")) == (1, 0, 0, 0)
    budi = Customer.objects.get(name="Budi Santoso")
    assert (budi.email, budi.party_type, budi.language, budi.created_at is not None) == (
        "budi@example.com", PartyType.INDIVIDUAL, "en", True,
    )  # fmt: skip
    assert list(budi.phones.values_list("e164", "is_mobile")) == [("+6281234567890", True)]
    link = CustomerLink.objects.get()
    assert (link.customer, link.kind, link.other, link.role) == (budi, LinkKind.CONTACT, batik, "purchasing")


def test_one_person_may_answer_for_two_organisations(tmp_path, batik):
    CustomerFactory(external_id="B2", name="Toko Jaya", party_type=PartyType.ORGANISATION)
    head = "customer,name,email,person"
    rows = ["B1,Budi,budi@example.com,", "B2,budi,BUDI@example.com,", "B1,Siti,,S1", "B2,Siti W.,,S1"]
    assert counts(contacts(tmp_path, *rows, head=head)) == (4, 0, 0, 0)
    assert sorted(ties()) == [
        ("Budi", "contact", "CV Batik"), ("Budi", "contact", "Toko Jaya"),
        ("Siti", "contact", "CV Batik"), ("Siti", "contact", "Toko Jaya"),
    ]  # fmt: skip
    assert Customer.objects.get(name="Siti").external_id == "S1"


def test_somebody_of_this_name_and_address_is_tied_and_stays_as_they_are(tmp_path, batik, ani):
    contacts(tmp_path, "B1,ANI,owner,Ani@Example.com,0812-3456-7890")
    assert (ties(), ani.phones.count()) == ([("Ani", "contact", "CV Batik")], 0)
    contacts(tmp_path, "B1,Ani,director,,")
    assert CustomerLink.objects.get().role == "director"


def test_what_is_wrong_with_a_contact_person_is_named_by_line_and_column(tmp_path, batik, ani):
    rows = [
        "B9,Budi,,", "B1,,,", "B1,Budi,no address,", "B1,CV Batik,,B1",
        "B1,Ani,,A1", "B1,Ani Lestari,,A1", "A1,Ani,,A1",
    ]  # fmt: skip
    result = contacts(tmp_path, *rows, head="customer,name,email,person")
    assert counts(result) == (1, 0, 0, 6)
    assert named(result) == [
        (2, "customer"), (3, "name"), (4, "email"), (5, "person"), (5, "person"), (7, "name"), (8, "person"),
    ]  # fmt: skip


def test_a_bad_first_line_does_not_take_the_person_from_the_next(tmp_path, batik):
    rows = ["B9,Budi,budi@example.com,", "B1,Budi,budi@example.com,0812-3456-7890"]
    assert counts(contacts(tmp_path, *rows, head="customer,name,email,phone")) == (1, 0, 0, 1)
    assert ties() == [("Budi", "contact", "CV Batik")]


# --- both -----------------------------------------------------------------------------------------

FILES = {
    "contacts": "pelanggan,narahubung,jabatan,email,no hp,sejak\nB1,Budi,beli,budi@example.com,0812-3456-7890,\n"
    "B1,Siti,,,,2020-01-31\nB1,Ani,x,ani@example.com,,\n",
    "links": "pelanggan,hubungan,kepada,peran\nA1,employee,B1,kasir\nB1,referred,A1,\n",
}


@pytest.mark.parametrize("kind", FILES)
def test_again_is_no_harm_and_all_of_it_can_be_taken_back(tmp_path, ani, batik, kind):
    CustomerLinkFactory(customer=ani, other=batik, kind=LinkKind.CONTACT, role="director")
    CustomerLinkFactory(customer=ani, other=batik, kind=LinkKind.EMPLOYEE, role="director")
    before = everything()
    path = write(tmp_path, FILES[kind])
    created, updated, *_rest = counts(bring_in(kind, path))
    assert (created, updated) == {"contacts": (2, 1), "links": (1, 1)}[kind]
    assert counts(bring_in(kind, path))[:2] == (0, 0)
    call_command("revert_import", str(ImportRun.objects.order_by("pk").first().pk))
    assert everything() == before


def test_a_contact_person_stays_whom_something_else_depends_on_by_now(tmp_path, batik):
    contacts(tmp_path, "B1,Budi,,,", "B1,Siti,,,")
    CustomerLinkFactory(customer=Customer.objects.get(name="Budi"), other=batik, kind=LinkKind.EMPLOYEE)
    with pytest.raises(CommandError):
        call_command("revert_import", str(ImportRun.objects.get().pk))
    assert ties() == [("Budi", "employee", "CV Batik")]
    assert set(Customer.objects.values_list("name", flat=True)) == {"CV Batik", "Budi"}
