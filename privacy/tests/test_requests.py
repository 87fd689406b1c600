"""The desk: a clock of 3 × 24 hours, a checked identity, every step noted, the data as a file."""

import json
import zipfile
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from accounts.tests.factories import UserFactory
from common.errors import AppError, NotAllowed
from customers.models import Customer
from customers.tests.factories import CustomerFactory, InteractionFactory, PhoneFactory, TransactionFactory
from jobs.models import Job
from jobs.services import run_job
from outbox.models import Message
from privacy import services
from privacy.models import DataRequest, PrivacyPolicy, RequestStep, Restriction

pytestmark = pytest.mark.django_db
NOW = timezone.now()
KEY = "1b4e28ba-2fa1-11d2-883f-0016d3cca427"


@pytest.fixture
def manager(client) -> User:
    user = UserFactory(manager=True, language="en", email="manager@example.com")
    client.force_login(user)
    return user


def asked(kind: str = "access", **values) -> DataRequest:
    values = {"customer": CustomerFactory(email="budi@example.com"), "received_at": NOW, "at": NOW, **values}
    return services.take_in_request(kind=kind, channel="phone", by=None, **values)


def test_a_clerk_takes_a_request_in_and_the_clock_runs_by_the_calendar(client):
    client.force_login(UserFactory(language="en"))
    customer = CustomerFactory(email="budi@example.com")
    values = {"kind": "access", "customer": customer.number, "channel": "phone", "submission_key": KEY}
    for _twice in range(2):
        assert client.post("/privacy/requests/new/", values)["Location"] == f"/customers/{customer.pk}/"
    request = DataRequest.objects.get()
    assert request.due_at - request.received_at == timedelta(hours=72)
    assert request.reference.startswith("D-")
    assert Message.objects.get().to_email == "budi@example.com"
    assert request.reference in client.get(f"/customers/{customer.pk}/").content.decode()
    assert client.get(request.get_absolute_url()).status_code == 403


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"customer": "P-999999"}, "No customer has this number"),
        ({"kind": "everything"}, "everything"),
        ({"received_on": "31-12-2199"}, "future"),
        ({"customer": "", "requester": ""}, "Say who asks"),
    ],
)
def test_a_wrong_entry_is_named_and_nothing_is_taken_in(client, manager, changes, field):
    values = {"kind": "access", "requester": "Budi", "channel": "phone", "submission_key": KEY, **changes}
    response = client.post("/privacy/requests/new/", values)
    assert response.status_code == 422
    assert field in response.content.decode()
    assert not DataRequest.objects.exists()


def test_handlers_are_reminded_at_half_four_fifths_and_the_whole_time_each_once(manager):
    other = UserFactory(admin=True)
    request = asked(customer=CustomerFactory(email=""))
    for hours, mails in ((10, 0), (36, 2), (37, 2), (58, 4), (73, 6), (200, 6)):
        services.warn_of_due(at=NOW + timedelta(hours=hours))
        assert Message.objects.count() == mails, hours
    assert {message.to_email for message in Message.objects.all()} == {manager.email, other.email}
    assert RequestStep.objects.filter(request=request, kind="warned").count() == 3


def test_who_has_taken_it_on_is_reminded_alone_until_it_is_late(manager):
    UserFactory(admin=True)
    request = asked(customer=CustomerFactory(email=""))
    services.take_on(request=request, at=NOW, by=manager)
    services.warn_of_due(at=NOW + timedelta(hours=60))
    assert [message.to_email for message in Message.objects.all()] == [manager.email]


def test_a_copy_a_correction_or_an_erasure_needs_a_checked_identity(client, manager):
    for kind in ("access", "correction", "erasure"):
        request = asked(kind)
        with pytest.raises(NotAllowed):
            services.answer_request(request=request, text="Handed over", at=NOW, by=manager)
    request = asked("access")
    services.note_identity(request=request, how="Called back", at=NOW, by=manager)
    services.answer_request(request=request, text="Handed over", at=NOW, by=manager)
    assert (request.status, request.answer, request.owner) == ("answered", "Handed over", manager)
    with pytest.raises(NotAllowed):
        services.refuse_request(request=request, text="Too late", at=NOW, by=manager)


def test_a_manager_brings_a_request_to_its_end_on_its_pages(client, manager):
    request = asked("access")
    address = request.get_absolute_url()
    assert request.reference in client.get("/").content.decode()
    assert request.reference in client.get("/privacy/requests/").content.decode()
    client.post(f"{address}take/")
    client.post(f"{address}identity/", {"text": "Called back on the known number"})
    client.post(f"{address}note/", {"text": "Prints it at the counter"})
    refused = client.post(f"{address}answer/", {"text": ""})
    assert refused.status_code == 422
    client.post(f"{address}answer/", {"text": "Handed over at the counter"})
    page = client.get(address).content.decode()
    for text in ("Called back on the known number", "Prints it at the counter", "Handed over at the counter"):
        assert text in page
    assert request.reference not in client.get("/privacy/requests/").content.decode()
    assert request.reference in client.get("/privacy/requests/?tab=closed").content.decode()


def test_a_restriction_stops_contact_and_surveys_and_shows_on_the_record(client, manager):
    request = asked("restriction")
    client.post(f"{request.get_absolute_url()}restrict/")
    client.post(f"{request.get_absolute_url()}restrict/")
    customer = Customer.objects.get(pk=request.customer_id)
    assert (customer.do_not_contact, customer.survey_consent, Restriction.objects.count()) == (True, False, 1)
    assert "processing restricted" in client.get(f"/customers/{customer.pk}/").content.decode()
    client.post(f"/customers/{customer.pk}/restriction/lift/")
    assert "processing restricted" not in client.get(f"/customers/{customer.pk}/").content.decode()


def test_the_data_of_a_person_come_as_a_file_for_its_maker_alone(client, manager, settings, tmp_path):
    settings.UPLOADS_DIR = tmp_path
    customer = CustomerFactory(name="Budi Santoso", email="budi@example.com", language="en", notes="Likes quiet rooms")
    PhoneFactory(customer=customer, typed="0812-3456-7890")
    InteractionFactory(customer=customer, summary="Asked for an invoice")
    TransactionFactory(customer=customer, reference="INV-1")
    TransactionFactory(reference="SOMEBODY-ELSE")
    request = asked("access", customer=customer)
    assert "Check the identity" in client.post(f"{request.get_absolute_url()}file/", follow=True).content.decode()
    assert not Job.objects.exists()
    services.note_identity(request=request, how="Called back", at=NOW, by=manager)
    client.post(f"{request.get_absolute_url()}file/")
    job = run_job(Job.objects.get())
    with zipfile.ZipFile(job.file_path) as archive:
        names = set(archive.namelist())
        page = archive.read("data.html").decode()
        data = json.loads(archive.read("data.json"))
        phones = archive.read("customers.phone.csv").decode("utf-8-sig")
    assert {"data.html", "data.json", "customers.transaction.csv"} <= names
    for text in ("Budi Santoso", "Likes quiet rooms", "Asked for an invoice", "INV-1"):
        assert text in page
    assert "SOMEBODY-ELSE" not in page
    assert data["customers.transaction"][0]["Reference"] == "INV-1"
    assert "0812-3456-7890" in phones
    assert client.get(f"/jobs/{job.pk}/file/").status_code == 200
    client.force_login(UserFactory(admin=True))
    assert client.get(f"/jobs/{job.pk}/file/").status_code == 404


def test_two_pairs_of_eyes_where_the_policy_asks_for_them(manager):
    PrivacyPolicy.objects.create(erasure_needs_second=True)
    request, other = asked("erasure"), UserFactory(manager=True)
    services.note_identity(request=request, how="Called back", at=NOW, by=manager)
    with pytest.raises(AppError):
        services.carry_out_erasure(request=request, at=NOW, by=manager)
    services.propose_erasure(request=request, at=NOW, by=manager)
    with pytest.raises(AppError):
        services.carry_out_erasure(request=request, at=NOW, by=manager)
    services.carry_out_erasure(request=request, at=NOW, by=other)
    assert Customer.objects.get(pk=request.customer_id).erased_at == NOW


def test_an_erasure_is_confirmed_by_the_number_typed_once_more(client, manager):
    request = asked("erasure")
    services.note_identity(request=request, how="Called back", at=NOW, by=manager)
    address, customer = f"{request.get_absolute_url()}erase/", request.customer
    assert "tax law" in client.get(address).content.decode() or "What goes" in client.get(address).content.decode()
    assert client.post(address, {"number": "P-000000"}).status_code == 422
    assert Customer.objects.get(pk=customer.pk).erased_at is None
    client.post(address, {"number": customer.number.lower()})
    assert Customer.objects.get(pk=customer.pk).name == customer.number
    assert client.get(f"/customers/{customer.pk}/").status_code == 404
    assert client.get(address).status_code == 404
