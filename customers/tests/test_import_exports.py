"""Files that fit the import: empty ones, and what is stored, which changes nothing when it is brought in again."""

import csv
import io

import pytest
from django.core.management import call_command
from django.urls import reverse

from accounts.tests.factories import UserFactory
from customers.imports.kinds import KINDS
from customers.models import Customer
from customers.tests.factories import CustomerFactory
from customers.tests.imports import bring_in, counts, everything, write
from jobs.models import Export

pytestmark = pytest.mark.django_db
FILES = {
    "contracts": "customer,start,end\nA1,2025-01-01,2025-12-31\nA1,2026-01-01,\n",
    "standings": "customer,standing,effective_from\nA1,primary,2025-01-01\n",
    "merges": "from,into,merged_at\nA2,A1,2025-03-03T10:00:00+07:00\n",
    "interactions": "customer,happened_at,summary,user\nA1,2025-03-03T10:00:00+07:00,=1+1,rina@example.com\n",
    "needs": "customer,text,kind,review_on\nA1,Kamar tenang,need,2026-01-01\n",
    "special_days": "customer,label,day,yearly\nA1,Opening,2026-01-09,no\n",
    "contacts": "customer,name,role,phone,since\nB1,Budi,owner,0812-3456-7890,2020-01-31\n",
    "links": "customer,kind,other,role\nA1,referred,B1,friend\nA1,partner,B1,\n",
}


@pytest.fixture(autouse=True)
def _registry(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    UserFactory(email="rina@example.com")
    CustomerFactory(external_id="A1", name="Ani")
    CustomerFactory(external_id="A2", name="Ani L.")
    CustomerFactory(external_id="B1", name="CV Batik", party_type="organisation")


def test_every_kind_that_can_be_exported_is_tried_here():
    assert {slug for slug, kind in KINDS.items() if kind.export} == set(FILES)


@pytest.mark.parametrize("kind", FILES)
def test_what_is_exported_changes_nothing_when_it_is_brought_in_again(tmp_path, kind):
    bring_in(kind, write(tmp_path, FILES[kind]))
    Customer.objects.filter(external_id="A1").update(external_id=None)  # then its number names it
    before, path = everything(), tmp_path / "export.csv"
    call_command("export_rows", kind, str(path), verbosity=0)
    rows = len(FILES[kind].splitlines()) - 1
    assert counts(bring_in(kind, path)) == (0, 0, rows, 0)
    assert everything() == before


def test_an_administrator_takes_them_out_by_the_page_and_it_is_noted(client, admin, tmp_path):
    bring_in("links", write(tmp_path, FILES["links"]))
    page = client.get(reverse("customers:import_export", args=["links"]))
    lines = list(csv.reader(io.StringIO(b"".join(page.streaming_content).decode("utf-8-sig"))))
    assert lines == [
        ["customer", "kind", "other", "role", "since"],
        ["B1", "referred_by", "A1", "friend", ""],
        ["A1", "partner", "B1", "", ""],
    ]
    noted = Export.objects.get()
    assert (noted.list_key, noted.rows, noted.exported_by) == ("import:links", 2, admin)


@pytest.mark.parametrize("kind", KINDS)
def test_an_empty_file_has_the_columns_that_the_import_knows(client, admin, tmp_path, kind):
    page = client.get(reverse("customers:import_template", args=[kind]))
    content = b"".join(page.streaming_content)
    result = bring_in(kind, write(tmp_path, content))
    assert (counts(result), result.unknown_columns) == ((0, 0, 0, 0), [])


def test_files_of_unknown_kinds_do_not_exist(client, admin):
    for name, kind in (("import_template", "offers"), ("import_export", "offers"), ("import_export", "customers")):
        assert client.get(reverse(f"customers:{name}", args=[kind])).status_code == 404
