"""What somebody who is not named finds out about a confidential case: pages, lists, the API, files, letters."""

import json
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.test import Client

from accounts.enums import ApiScope
from accounts.models import Department, User
from accounts.services import issue_api_key
from complaints import services
from complaints.models import Complaint
from complaints.tests.factories import a_cause
from customers.models import Customer
from jobs.models import Job
from jobs.services import run_job
from outbox.models import Message
from outbox.sealing import unseal
from privacy.services import ask_for_data_file, note_identity, take_in_request

WORDS = ("Perundungan", "qzxdapur", "Ratna Rahasia", "qzxjanji", "qzxganti", "qzxjawab", "qzxtutup")
POINTS = 40
KEY = UUID(int=8103)
AUDIT_FILE = "/audit/export/"
NOISE = re.compile(
    r'csrfmiddlewaretoken" value="[^"]+"|submission_key" value="[^"]+"|value="[0-9a-f-]{36}"|nonce-[\w-]+|chart-\w+'
    r'|X-CSRFToken": "\w+"'
    r"|prima_[\w-]+|/outbox/\d+/|[0-9a-f]{8}-[0-9a-f-]{27}|/c/[\w-]{20,}/|\[[0-9a-f]{10}\]|[0-9a-f]{10,}"
)
Answers = dict[tuple[str, str], str]


def tidied(text: str) -> str:
    """Without what is drawn by lot."""
    return NOISE.sub("#", text)


def in_order(text: str) -> str:
    """A file line by line: which of the rows that one statement changed comes first is up to the database's plan."""
    return "\n".join(sorted(text.splitlines()))


def make_secret_case(customer: Customer, boss: User, about: User, *, at: datetime) -> Complaint:
    """A whole life: received, answered, promised, made good, refused, late, with letters at each step."""
    moment = {"at": at - timedelta(days=6), "by": boss}
    case = services.log_complaint(
        customer=customer, channel="letter", summary="Perundungan di qzxdapur", details="Ratna Rahasia bercerita.",
        cause=a_cause("rude_service"), severity="critical", department=Department.objects.get(name="Dapur tersembunyi"),
        about_person=about, is_restricted=True, named=[boss], **moment,
    )  # fmt: skip
    services.assign(complaint=case, owner=boss, **moment)
    services.reply(complaint=case, body="Kami qzxjawab segera.", **moment)
    services.make_promise(
        complaint=case, what="Menelepon qzxjanji", owner=boss, due_at=at - timedelta(days=5), **moment
    )
    small = services.propose_remedy(complaint=case, kind="voucher", amount=90_000, description="qzxganti", **moment)
    services.propose_remedy(complaint=case, kind="refund", amount=900_000, description="qzxganti", **moment)
    services.resolve(complaint=case, resolution="qzxjawab", decision="refused", **moment)
    services.refuse(complaint=case, at=moment["at"], reason="Ratna Rahasia tidak setuju")
    services.pay_remedy(remedy=small, reference="qzxganti-1", paid_at=at, at=at, by=boss)
    return case


def make_secret_case_that_ended(customer: Customer, boss: User, *, at: datetime) -> Complaint:
    """Solved with points, accepted and closed: nobody asks again, no survey follows, no figure counts it."""
    moment = {"at": at - timedelta(days=5), "by": boss}
    case = services.log_complaint(
        customer=customer, channel="phone", summary="qzxtutup", is_restricted=True, named=[boss],
        cause=a_cause("rude_service"), **moment,
    )  # fmt: skip
    services.propose_remedy(complaint=case, kind="points", points=POINTS, description="qzxganti", **moment)
    services.resolve(complaint=case, resolution="qzxtutup", decision="granted", **moment)
    services.accept(complaint=case, at=moment["at"])
    return case


def count_from(number: int) -> None:
    """Let all keys of rows go on from here. Keys have gaps for many reasons; here none may come from elsewhere."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(format('%%I.%%I', schemaname, sequencename)::regclass, %s) FROM pg_sequences "
            "WHERE schemaname = 'public'",
            [number],
        )


def everything(users: list[User], addresses: list[str], customer: Customer, *, at: datetime) -> Answers:
    """All answers of all people; nothing of the looking itself stays."""
    found: Answers = {}
    with transaction.atomic():
        for user in users:
            client = Client(raise_request_exception=False)
            client.force_login(user)
            found |= {(user.role, address): text for address, text in pages(client, addresses)}
            found |= {(user.role, address): text for address, text in api_answers(user, customer, at)}
            found |= {(user.role, name): text for name, text in files(client, user, customer, at)}
        transaction.set_rollback(True)
    return found


def pages(client: Client, addresses: list[str]) -> Iterator[tuple[str, str]]:
    for address in addresses:
        response = client.get(address)
        content = b"".join(response.streaming_content) if response.streaming else response.content
        text = tidied(content.decode(errors="replace"))
        yield address, f"{response.status_code} {in_order(text) if address == AUDIT_FILE else text}"


def api_answers(user: User, customer: Customer, at: datetime) -> Iterator[tuple[str, str]]:
    _key, secret = issue_api_key(
        name="x", scopes=list(ApiScope.values), days=9, by=user, at=at, submission_key=UUID(int=user.pk)
    )
    api = Client(headers={"Authorization": f"Bearer {secret}"})
    for address in (
        "/api/v1/complaints", "/api/v1/complaints?status=closed", "/api/v1/customers", "/api/v1/follow-ups",
        f"/api/v1/customers/{customer.pk}",
    ):  # fmt: skip
        yield address, tidied(api.get(address).content.decode())


def files(client: Client, user: User, customer: Customer, at: datetime) -> Iterator[tuple[str, str]]:
    """What each kind of export gives out: lists, the bundle for auditors, all that is held about one person."""
    columns = {"which": "all", "file_format": "csv"}
    for key, query in (("complaints", "tab=all"), ("complaints", "tab=all&q=qzxdapur"), ("customers", "")):
        form = {"action": "export", "all": "1", "query": query, "style": "words", "confirmed": "1", **columns}
        yield f"{key} {query}", made(client.post(f"/jobs/bulk/{key}/", form).status_code, user)
    yield "iso", made(client.post("/complaints/iso-10002/bundle/?days=30").status_code, user)
    if user.is_manager:
        request = take_in_request(
            kind="access", customer=customer, channel="phone", received_at=at, at=at, by=user
        )  # fmt: skip
        note_identity(request=request, how="Called back", at=at, by=user)
        ask_for_data_file(request=request, at=at, by=user)
        yield "data of one person", made(200, user)


def made(status: int, user: User) -> str:
    """The job that a person has just asked for: its words, and all that stands in its file."""
    job = Job.objects.filter(created_by=user, status="waiting").order_by("-pk").first()
    if job is None:
        return str(status)
    run_job(job)
    job.refresh_from_db()
    told = f"{status} {job.title} {job.status} {job.done}/{job.total} {job.message}"
    if job.file_path is None:
        return tidied(told)
    if job.file_path.suffix != ".zip":
        return tidied(f"{told}\n{job.file_path.read_text()}")
    with zipfile.ZipFile(job.file_path) as archive:
        return tidied("\n".join([told, *(f"{name}\n{archive.read(name).decode()}" for name in archive.namelist())]))


def letters(people: list[User]) -> list[tuple[str, str]]:
    """What the outbox lists, and every letter to somebody who is not named."""
    listed = [(message.to_email, message.subject) for message in Message.objects.listed().order_by("pk")]
    to_them = Message.objects.filter(to_email__in=[user.email for user in people]).order_by("pk")
    return listed + [(message.to_email, _text_of(message)) for message in to_them]


def _text_of(message: Message) -> str:
    return str(json.loads(unseal(bytes(message.sealed)))["text"]) if message.sealed else ""


def where(before: str, after: str) -> str:
    """The first place at which two answers part."""
    place = next(
        (n for n, (a, b) in enumerate(zip(before, after, strict=False)) if a != b), min(len(before), len(after))
    )
    return f"{before[max(0, place - 120) : place + 120]} | {after[max(0, place - 120) : place + 120]}"
