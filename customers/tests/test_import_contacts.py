"""Contacts, wishes and special days from files of an earlier system."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from customers.imports.kinds import KINDS
from customers.models import ImportRun, Interaction, Need, SpecialDay
from customers.tests.factories import CustomerFactory, NeedFactory, UserFactory
from customers.tests.imports import bring_in, counts, everything, named, write

pytestmark = pytest.mark.django_db

FILES = {
    "interactions": "customer,happened_at,summary,kind,user\n"
    "A1,2025-03-03T10:00:00+07:00,Asked for a menu,letter,rina@example.com\n"
    "A1,2025-03-03T10:00:00+07:00,Asked again,,\n",
    "needs": "pelanggan,kebutuhan,jenis,review_on\nA1,Kamar tenang,Kebutuhan,2026-01-01\nA1,A cot,,\n",
    "special_days": "customer,label,day,yearly\nA1,Wedding,1998-06-02,1\nA1,Opening,2026-01-09,no\n",
}
MODELS = {"interactions": Interaction, "needs": Need, "special_days": SpecialDay}


@pytest.fixture(autouse=True)
def ani(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    UserFactory(email="rina@example.com")
    return CustomerFactory(external_id="A1", name="Ani")


def test_contacts_are_stored_as_they_stand(tmp_path, ani):
    bring_in("interactions", write(tmp_path, FILES["interactions"]))
    first, second = Interaction.objects.order_by("pk")
    assert (first.customer, first.kind, first.user.email) == (ani, "letter", "rina@example.com")
    assert first.happened_at == datetime(2025, 3, 3, 3, tzinfo=UTC)
    assert (second.kind, second.user, second.noted_at) == ("call", None, None)


def test_wishes_and_days_are_stored_as_they_stand(tmp_path, ani):
    NeedFactory(customer=ani, text="A cot", ended_at=datetime(2025, 1, 1, tzinfo=UTC))
    bring_in("needs", write(tmp_path, FILES["needs"]))
    bring_in("special_days", write(tmp_path, FILES["special_days"]))
    assert list(Need.objects.filter(ended_at=None).order_by("pk").values_list("kind", "text", "review_on")) == [
        ("need", "Kamar tenang", date(2026, 1, 1)),
        ("preference", "A cot", None),
    ]
    assert list(SpecialDay.objects.order_by("pk").values_list("label", "day", "is_yearly")) == [
        ("Wedding", date(1998, 6, 2), True),
        ("Opening", date(2026, 1, 9), False),
    ]


@pytest.mark.parametrize("kind", FILES)
def test_again_is_no_harm_and_all_of_it_can_be_taken_back(tmp_path, kind):
    before = everything()
    path = write(tmp_path, FILES[kind])
    assert counts(bring_in(kind, path)) == (2, 0, 0, 0)
    assert counts(bring_in(kind, path)) == (0, 0, 2, 0)
    call_command("revert_import", str(ImportRun.objects.order_by("pk").first().pk))
    assert not MODELS[kind].objects.exists()
    assert everything() == before


CHANGED = {
    "interactions": "customer,happened_at,summary,details\nA1,2025-03-03T10:00:00+07:00,Asked again,About the menu\n",
    "needs": "customer,text,kind\nA1,a cot,demand\n",
    "special_days": "customer,label,day\nA1,Opening,2026-02-09\n",
}


@pytest.mark.parametrize("kind", CHANGED)
def test_what_a_later_file_changed_is_set_back_alone(tmp_path, kind):
    bring_in(kind, write(tmp_path, FILES[kind]))
    before = everything()
    assert counts(bring_in(kind, write(tmp_path, CHANGED[kind]))) == (0, 1, 0, 0)
    assert everything() != before
    call_command("revert_import", str(ImportRun.objects.order_by("pk").last().pk))
    assert everything() == before


FAULTY = {
    "interactions": "customer,happened_at,summary,user\nA9,2025-03-03T10:00:00Z,Hello,\n"
    "A1,2099-03-03T10:00:00Z,Hello,\nA1,2025-03-03T10:00:00Z,Hello,nobody@example.com\n",
    "needs": "customer,text,kind\nA9,x,\nA1,,\nA1,y,whim\n",
    "special_days": "customer,label,day\nA1,x,31-02-2025\nA1,,2025-01-01\n",
}
FAULTS = {
    "interactions": [(2, "customer"), (3, "happened_at"), (4, "user")],
    "needs": [(2, "customer"), (3, "text"), (4, "kind")],
    "special_days": [(2, "day"), (3, "label")],
}


@pytest.mark.parametrize("kind", FAULTY)
def test_what_is_wrong_is_named_by_line_and_column(tmp_path, kind):
    assert sorted(named(bring_in(kind, write(tmp_path, FAULTY[kind])))) == FAULTS[kind]


def test_every_kind_has_a_command():
    for slug in KINDS:
        with pytest.raises(SystemExit):
            call_command(f"import_{slug}", "--help")
