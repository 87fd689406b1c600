"""Evidence for the clauses of ISO 10002, and the bundle that an auditor takes along."""

import csv
import io
import zipfile
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from complaints.iso.clauses import chapters
from complaints.iso.material import Material
from complaints.models import RestrictedAccess
from complaints.tests.factories import ComplaintFactory, PromiseFactory, UserFactory
from jobs.models import Export, Job
from jobs.services import run_job

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(client, settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path
    user = UserFactory(manager=True, language="en")
    client.force_login(user)
    return user


def clauses(user) -> dict:
    today = timezone.localdate()
    material = Material(user, today - timedelta(days=89), today, timezone.now())
    with translation.override("en"):
        return {clause.number: clause for chapter in chapters(material) for clause in chapter.clauses}


def recent(**fields):
    at = timezone.now() - timedelta(days=3)
    return ComplaintFactory(received_at=at, due_at=at + timedelta(days=1), **fields)


def test_every_clause_of_the_standard_has_evidence_and_they_stand_in_order(boss):
    found = clauses(boss)
    expected = [f"4.{n}" for n in range(2, 16)] + [f"5.{n}" for n in range(1, 5)] + ["6.2", "6.3", "6.4"]
    expected += [f"7.{n}" for n in range(1, 10)] + [f"8.{n}" for n in range(1, 8)]
    assert list(found) == expected
    assert all(clause.facts for clause in found.values())


def test_what_is_missing_is_named_as_a_gap_and_goes_when_it_is_done(boss):
    complaints = [recent() for _ in range(12)]
    assert "7.4" in {number for number, clause in clauses(boss).items() if clause.gaps}
    for complaint in complaints:
        complaint.acknowledged_at = timezone.now()
        complaint.save()
    assert clauses(boss)["7.4"].gaps == ()
    assert "12 of 12" in clauses(boss)["7.4"].facts[0].value


def test_the_page_shows_clauses_gaps_and_samples(client, boss):
    closed = recent(closed=True)
    closed.closed_at = timezone.now()
    closed.save()
    page = client.get("/complaints/iso-10002/?days=30").content.decode()
    for words in ("7.4 Acknowledgement of complaints", closed.reference, "Nobody was asked again"):
        assert words in page


def tables_of(job) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(job.file_path) as bundle:
        return {
            name: list(csv.DictReader(io.TextIOWrapper(bundle.open(name), "utf-8-sig", newline="")))
            for name in bundle.namelist()
            if name.endswith(".csv")
        }


def test_the_bundle_holds_the_rows_behind_the_figures_and_no_words_of_customers(client, boss):
    complaint = recent(summary="=HYPERLINK(1) Cold soup", customer__name="Budi Santoso")
    PromiseFactory(complaint=complaint, what="Call Budi Santoso")
    secret = recent(is_restricted=True)
    client.post("/complaints/iso-10002/bundle/?days=30")
    job = run_job(Job.objects.get())
    assert job.status == "done", job.message
    tables = tables_of(job)
    assert [row["reference"] for row in tables["complaints.csv"]] == [complaint.reference]
    assert [row["complaint__reference"] for row in tables["promises.csv"]] == [complaint.reference]
    assert {row["clause"] for row in tables["clauses.csv"]} == set(clauses(boss))
    everything = str(tables)
    assert [word in everything for word in ("Cold soup", "Budi Santoso", secret.reference)] == [False] * 3
    assert Export.objects.get().list_key == "audit_bundle"


def test_who_is_named_on_a_confidential_complaint_finds_it_in_the_own_bundle(client, boss):
    secret = recent(is_restricted=True)
    RestrictedAccess.objects.create(complaint=secret, user=boss)
    client.post("/complaints/iso-10002/bundle/?days=30")
    job = run_job(Job.objects.get())
    assert [row["reference"] for row in tables_of(job)["complaints.csv"]] == [secret.reference]
    client.force_login(UserFactory(manager=True))
    assert client.get(reverse("jobs:job_file", args=[job.pk])).status_code in (403, 404)
