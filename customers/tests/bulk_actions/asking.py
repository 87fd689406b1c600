"""What the page of bulk actions sends, and what comes of it."""

from uuid import uuid4

from django.utils import timezone, translation

from customers.models import Customer
from jobs import services
from jobs.models import Job

PAGE = "/jobs/bulk/customers/"


def ask(client, action, *customers, query=None, **form):
    """What the page sends; marked rows, or all that a query finds."""
    marked = {"all": "1", "query": query} if query is not None else {"id": [customer.pk for customer in customers]}
    return client.post(PAGE, {"action": action, "submission_key": uuid4(), **marked, **form})


def do(client, action, *customers, **form) -> Job:
    answer = ask(client, action, *customers, confirmed="1", **form)
    assert answer.status_code == 302, answer.content.decode()
    return services.run_job(Job.objects.latest("pk"))


def undone(job: Job, by) -> Job:
    return services.run_job(services.undo_job(job=job, by=by, at=timezone.now()))


def preview(response) -> tuple[int, dict[str, int]]:
    found = response.context["preview"]
    with translation.override("en"):  # a request leaves the default language behind
        return found.changes, {str(reason): count for reason, count in found.excluded}


def stored(customer) -> Customer:
    return Customer.objects.get(pk=customer.pk)
