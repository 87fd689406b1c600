"""Finding a complaint, complaints alike, its pages, and what is written while somebody is on the phone.

In milliseconds of CPU, of this process and of the database's; pages of this process alone.
"""

import random
import statistics
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from bench import raw
from bench.clock import alone, at_work
from bench.figures import Figure, measure, median, p95
from bench.searching import AIM, SAME_ROWS, mistype
from complaints.models import Complaint, Draft
from complaints.queries import search_complaints, similar_to
from complaints.services import finish_draft, save_draft
from complaints.services.links import issue_tracking_link
from complaints.services.many import assign_many, restore_owners

SAMPLES = 60
TOGETHER = 200  # complaints that are given to somebody at once


def figures(manager: User) -> Iterator[Figure]:
    rng = random.Random(1)
    alone()
    some = sample(manager, rng)
    yield from searches(manager, some, rng)
    yield from alike(manager, some)
    yield from pages(manager, some)
    yield from drafts(manager, some[0])
    yield from assigning(manager)


def sample(user: User, rng: random.Random) -> list[Complaint]:
    highest = Complaint.objects.latest("pk").pk
    keys = [rng.randrange(1, highest + 1) for _ in range(4 * SAMPLES)]
    return list(Complaint.objects.visible_to(user).filter(pk__in=keys).select_related("cause")[:SAMPLES])


def searches(user: User, some: Sequence[Complaint], rng: random.Random) -> Iterator[Figure]:
    words = [[word for word in row.summary.split() if len(word) > 3] for row in some]
    texts = {
        "one word": [rng.choice(mine) for mine in words],
        "two words": [" ".join(mine[:2]) for mine in words],
        "all words": [row.summary for row in some],
        "a mistyped word": [mistype(max(mine, key=len), rng) for mine in words],
        "four letters": [rng.choice(mine)[:4] for mine in words],
        "a rare word": [mine[-1] for mine in words if mine[-1].startswith("TRX") or mine[-1].isdigit()],
        "a number": [row.reference for row in some],
        "figures of a number": [row.reference.rpartition("-")[2] for row in some],
        "nothing": ["xqzwv kjhg", "zzyzx", "qqqq wwww"],
    }
    for name, examples in texts.items():
        yield slow_end(
            f"search in complaints, {name}", lambda text: search_complaints(user=user, text=text), examples, AIM
        )


def alike(user: User, some: Sequence[Complaint]) -> Iterator[Figure]:
    """Of what is typed into the form, and of a case with its words and cause."""
    at = timezone.now()
    typed = [row.summary for row in some]
    cases = {f"{row.summary} {row.details}": row for row in some}

    def while_typing(text: str) -> list[Complaint]:
        return [found.complaint for found in similar_to(text, user=user, at=at, limit=3)]

    def of_case(text: str) -> list[Complaint]:
        row = cases[text]
        found = similar_to(text, user=user, at=at, cause=row.cause, leave_out=row.pk)
        return [one.complaint for one in found]

    yield slow_end("complaints alike, while typing", while_typing, typed, "<= 100 ms at 1M")
    yield slow_end("complaints alike, of a case", of_case, list(cases), "<= 100 ms at 1M")


def slow_end(subject: str, search: Callable[[str], Sequence[Any]], texts: Sequence[str], aim: str) -> Figure:
    search(texts[0])
    times = [measure(lambda text=text: search(text), times=1, clock=at_work)[0] for text in texts]
    hits = next((found for text in texts if (found := search(text))), [])
    same = raw.fetch(Complaint.objects.filter(pk__in=[hit.pk for hit in hits])) if hits else raw.query("SELECT 1")
    name = f"{subject}, p95 (p50 {statistics.median(times):.1f})"
    return Figure(name, p95(times), "ms", median(same, clock=at_work), SAME_ROWS, aim)


def pages(user: User, some: Sequence[Complaint]) -> Iterator[Figure]:
    case = next(row for row in some if row.is_open or row.resolved_at)
    with transaction.atomic():
        token = issue_tracking_link(case, timezone.now()).rstrip("/").rpartition("/")[2]
    staff, customer = Client(HTTP_HOST="localhost"), Client(HTTP_HOST="localhost")
    staff.force_login(user)
    floor = median(lambda: staff.get("/healthz"), clock=time.process_time)
    addresses = {
        "queue, mine": (staff, "/complaints/"),
        "queue, open": (staff, "/complaints/?tab=open"),
        "queue, overdue in a department": (staff, f"/complaints/?tab=overdue&department={case.department_id}"),
        "queue, all by words": (staff, "/complaints/?tab=all&q=kamar"),
        "a case": (staff, case.get_absolute_url()),
        "complaints alike, on the case": (staff, f"{case.get_absolute_url()}similar/"),
        "status page of the customer": (customer, f"/c/{token}/"),
    }
    for name, (client, address) in addresses.items():
        yield from page(name, client, address, floor)


def page(name: str, client: Client, address: str, floor: float, *, times: int = 15) -> Iterator[Figure]:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address)
    statements = len(captured)  # the next request empties the log
    if answer.status_code != 200:
        print(f"{address} answers {answer.status_code}.", flush=True)
        return
    wall = median(lambda: client.get(address), times=times)
    cost = median(lambda: client.get(address), times=times, clock=time.process_time)
    yield Figure(f"page, {name} ({wall:.0f} ms in all)", cost, "ms CPU", floor, "/healthz, signed in", "<= 25 x")
    yield Figure(f"page, {name}, statements", statements, "", 13, "what it should take", "<= 1 x")


def drafts(user: User, case: Complaint) -> Iterator[Figure]:
    """A draft that grows while it is typed."""
    at, key, revision = timezone.now(), uuid.uuid4(), 0

    def save() -> None:
        nonlocal revision
        saved = save_draft(
            user=user, key=key, revision=revision, place="reply", fields={"body": ["Mohon maaf. " * (revision + 1)]},
            at=at, complaint=case,
        )  # fmt: skip
        revision = saved.revision if saved else 0

    cost = median(save, clock=at_work)
    floor = median(
        raw.query("UPDATE complaints_draft SET saved_at = now() WHERE key = %s RETURNING id", [str(key)]), clock=at_work
    )
    finish_draft(user=user, key=key, at=at)
    Draft.objects.filter(key=key).delete()
    yield Figure("saving a draft", cost, "ms", floor, "UPDATE of the row", "-")


def assigning(user: User) -> Iterator[Figure]:
    """A page of complaints, 200 of them, given to one person and back to nobody."""
    at = timezone.now()
    keys = list(
        Complaint.objects.open().filter(owner=None, is_restricted=False).values_list("pk", flat=True)[:TOGETHER]
    )

    def there_and_back() -> None:
        assign_many(ids=keys, owner=user, at=at, by=user)
        restore_owners(ids=keys, before=None, after=user.pk, at=at, by=user)

    cost = median(there_and_back, times=5, clock=at_work) / 2
    bare = "UPDATE complaints_complaint SET version = version + 1 WHERE id = ANY(%s) RETURNING id"
    floor = median(raw.query(bare, [keys]), times=5, clock=at_work)
    yield Figure(f"assigning {len(keys)} complaints", cost, "ms", floor, "UPDATE of the rows, audited too")
