"""Which columns files may have, in whose words, and what becomes of them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override

from accounts.tests.factories import UserFactory
from customers.imports import cells
from customers.imports.columns import Column, match_by_name
from customers.imports.kinds import KINDS
from customers.imports.kinds import customers as kind
from customers.imports.reasons import BadCell
from customers.models import Customer, Tag, Transaction
from customers.signals import surveys_refused
from customers.tests.factories import CustomerFactory
from customers.tests.imports import bring_in, counts, named, write

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "data"
    with override("en"):
        yield


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (["external_id", "name"], ["external_id", "name"]),
        (["Kode Pelanggan", "Nama", "No. HP", "Tgl. Lahir"], ["external_id", "name", "phone", "birth_date"]),
        (["ID", "Full name", "Mobile", "Telepon rumah"], ["external_id", "name", "phone", "phone2"]),
        (["id", "nama", "HP", "Telp", "WA", "Tel"], ["external_id", "name", "phone", "phone2", "phone3", ""]),
        (["nama", "name", "id"], ["", "name", "external_id"]),
        (["  NAME ", "", "favourite colour"], ["name", "", ""]),
    ],
)
def test_columns_are_recognised_by_our_names_first_and_then_by_the_words_of_both_languages(header, found):
    assert match_by_name(header, KINDS["customers"].columns) == found


@pytest.mark.parametrize(
    ("header", "found"),
    [
        (
            ["No Invoice", "Kode Pelanggan", "Tanggal", "Total", "Jatuh Tempo", "Sisa"],
            ["reference", "customer", "occurred_at", "amount", "due_on", "outstanding"],
        ),
    ],
)
def test_columns_of_transactions_are_recognised_too(header, found):
    assert match_by_name(header, KINDS["transactions"].columns) == found


def test_no_word_leads_to_two_columns_of_one_kind():
    for each in KINDS.values():
        names = [column.name for column in each.columns]
        for column in each.columns:
            assert match_by_name([column.name], each.columns) == [column.name]
            assert names.count(column.name) == 1


def test_everything_known_of_a_customer_can_come_from_a_file(tmp_path):
    owner = UserFactory(email="ani@example.id")
    path = write(
        tmp_path,
        "external_id|name|salutation|buyer_role|is_commercial|address|tags|owner|survey_consent|do_not_contact|"
        "expectations|preferred_channel|best_time|phone|phone2|phone3\n"
        "A1|Siti|Ibu|Pembeli|tidak|Jl. Mawar 3|vip; Solo ;vip|ANI@example.id|0|ya|tepat waktu|WhatsApp|sore|"
        "0812-3456-7890|+62 812 3456 7890|0271-712345\n",
    )

    assert counts(bring_in("customers", path)) == (1, 0, 0, 0)

    stored = Customer.objects.get()
    assert (stored.salutation, stored.buyer_role, stored.is_commercial) == ("mrs", "buyer", False)
    assert (stored.preferred_channel, stored.best_time) == ("whatsapp", "sore")
    assert (stored.address, stored.expectations, stored.owner) == ("Jl. Mawar 3", "tepat waktu", owner)
    assert (stored.tags, stored.survey_consent, stored.do_not_contact) == (["vip", "Solo"], False, True)
    assert list(stored.phones.values_list("digits", flat=True)) == ["81234567890", "271712345"]
    assert counts(bring_in("customers", path)) == (0, 0, 1, 0)


def test_labels_are_added_and_none_is_taken_away(tmp_path):
    CustomerFactory(external_id="A1", name="Ani", tags=["solo", "vip"])

    result = bring_in("customers", write(tmp_path, "external_id,name,tags\nA1,Ani,baru;vip\n"))

    assert (counts(result), Customer.objects.get().tags) == ((0, 1, 0, 0), ["solo", "vip", "baru"])


def test_labels_are_spelt_as_the_register_has_them(tmp_path):
    Tag.objects.create(name="VIP", aliases=["penting"])

    bring_in("customers", write(tmp_path, "external_id,name,tags\nA1,Ani,vip;Penting;Solo\n"))

    assert Customer.objects.get().tags == ["VIP", "Solo"]


@pytest.mark.parametrize(
    ("header", "cell"),
    [
        ("owner", "nobody@example.id"),
        ("owner", "left@example.id"),
        ("owner", "Ani"),
        ("tags", "x" * 41),
        ("tags", ";".join(map(str, range(51)))),
        ("salutation", "Sir"),
        ("survey_consent", "perhaps"),
        ("phone2", "call me"),
    ],
)
def test_a_value_nobody_can_store_rejects_its_row(tmp_path, header, cell):
    UserFactory(email="left@example.id", is_active=False)

    result = bring_in("customers", write(tmp_path, f"external_id,name,{header}\nA1,Ani,{cell}\n"))

    assert (named(result), Customer.objects.count()) == ([(2, header)], 0)


def test_a_column_the_file_does_not_have_is_left_alone(tmp_path):
    before = CustomerFactory(
        external_id="A1", name="Ani", city="Solo", tags=["vip"], notes="x", survey_consent=False, internal=True
    )

    bring_in("customers", write(tmp_path, "external_id,name\nA1,Ani Lestari\n"))

    after = Customer.objects.get()
    kept = ("city", "tags", "notes", "survey_consent", "kind", "department_id", "exit_reason")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]
    assert (after.name, after.version) == ("Ani Lestari", 2)


def test_who_refuses_surveys_by_a_file_is_told_of_to_the_apps_above(tmp_path):
    for number in (1, 2):
        CustomerFactory(external_id=f"A{number}", name="Ani")
    heard = []

    def listen(customer, **_):
        heard.append(customer.external_id)

    surveys_refused.connect(listen)
    try:
        bring_in("customers", write(tmp_path, "external_id,name,do_not_contact\nA1,Ani,1\nA2,Ani,0\nA3,Ani,1\n"))
    finally:
        surveys_refused.disconnect(listen)
    assert heard == ["A1"]


def test_an_organisation_adds_columns_of_its_own(tmp_path, monkeypatch):
    def shoe_size(cell: str) -> str | None:
        if cell and not cell.isdigit():
            raise BadCell("choice", cell)
        return cell or None

    columns = (Column("shoe_size", shoe_size, "jsonb", words="ukuran sepatu"), Column("pet", cells.phone, "jsonb"))
    monkeypatch.setattr(kind, "_extra", [lambda: columns])
    CustomerFactory(external_id="A1", name="Ani", custom_values={"shoe_size": 40, "colour": "red"})

    result = bring_in(
        "customers", write(tmp_path, "external_id,name,Ukuran sepatu\nA1,Ani,41\nA2,Budi,\nA3,Cici,big\n")
    )

    assert (counts(result), named(result)) == ((1, 1, 0, 1), [(4, "Ukuran sepatu")])
    assert Customer.objects.get(external_id="A1").custom_values == {"shoe_size": 41, "colour": "red"}
    assert Customer.objects.get(external_id="A2").custom_values == {}


def test_a_transaction_may_have_an_agreed_later_due_date(tmp_path):
    CustomerFactory(external_id="A1")
    head = "reference,customer,occurred_at,amount,due_on,outstanding,kind\n"
    start = "A1,2026-01-05T10:00:00+07:00,100"
    path = write(
        tmp_path,
        f"{head}R1,{start},31/03/2026,40,\nR2,{start},,40,\nR3,{start},2026-03-31,400,\nR4,{start},2026-03-31,4,refund\n",
    )

    result = bring_in("transactions", path)

    assert named(result) == [(3, "due_on"), (4, "outstanding"), (5, "outstanding")]
    stored = Transaction.objects.get()
    assert (stored.due_on, stored.outstanding) == (date(2026, 3, 31), Decimal(40))


JAKARTA = ZoneInfo("Asia/Jakarta")
NINE = datetime(2026, 12, 31, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-12-31T09:00:00+07:00", NINE),
        ("2026-12-31 09:00", NINE),
        ("31/12/2026 9:00", NINE),
        ("31-12-2026 09.00.00", NINE),
        ("31 Des 2026, 09:00", NINE),
        ("2026-12-31", NINE.replace(hour=5)),
        ("31 Desember 2026", NINE.replace(hour=5)),
    ],
)
def test_moments_without_an_offset_are_read_in_any_usual_shape_where_a_zone_is_given(text, moment):
    assert datetime.fromisoformat(cells.moment_in(JAKARTA)(text)) == moment


@pytest.mark.parametrize("text", ["31/12/2026 25:00", "12/31/2026 9:00", "tomorrow", "9999-12-31 09:00", "1", "09:00"])
def test_what_is_no_moment_is_refused(text):
    with pytest.raises(BadCell):
        cells.moment_in(JAKARTA)(text)
