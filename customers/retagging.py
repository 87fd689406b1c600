"""The job that brings a new word for a tag to the customers who have the old one, and the way back."""

from django.utils import timezone
from django.utils.translation import ngettext

from common.formats import number
from customers.models import Customer
from customers.services.many import change_tags, restore_tags
from customers.services.tags import bring_tag_back
from jobs.models import Job
from jobs.registry import JobKind, Step, register_job
from jobs.services import UNDO_WITHIN, keep_change

CHUNK = 2_000


def retag_step(job: Job) -> Step:
    """Whoever is done no longer has the old word, so there is no place to keep."""
    old, new, at = job.parameters["old"], job.parameters["new"], timezone.now()
    having = Customer.objects.current().filter(tags__contains=[old])
    ids = list(having.order_by("pk").filter(pk__gt=job.state.get("after", 0)).values_list("pk", flat=True)[:CHUNK])
    for added, removed, group in change_tags(ids=ids, add=[new] if new else [], remove=[old], at=at):
        keep_change(job=job, what={"added": added, "removed": removed}, ids=group)
    if len(ids) == CHUNK:
        return Step(done=len(ids), state={"after": ids[-1]})
    changed = job.done + len(ids)
    text = ngettext("%(count)s customer was changed.", "%(count)s customers were changed.", changed)
    return Step(done=len(ids), total=changed, message=text % {"count": number(changed)})


def unretag_step(job: Job) -> Step:
    original, at = Job.objects.get(pk=job.parameters["job"]), timezone.now()
    if not job.state:
        bring_tag_back(**original.parameters, at=at, by=job.created_by)
    last, restored = job.state.get("last", 0), job.state.get("restored", 0)
    change = original.changes.filter(pk__gt=last).order_by("pk").first()
    if change is None:
        text = ngettext("%(count)s customer is as before.", "%(count)s customers are as before.", restored)
        return Step(message=text % {"count": number(restored)})
    back = restore_tags(ids=change.ids, added=change.what["added"], removed=change.what["removed"], at=at)
    return Step(done=len(change.ids), state={"last": change.pk, "restored": restored + back})


def can_bring_back(job: Job) -> bool:
    return job.finished_at is not None and timezone.now() - job.finished_at < UNDO_WITHIN


def register() -> None:
    register_job(JobKind("customers.retag", retag_step, undo="customers.retag.undo", can_undo=can_bring_back))
    register_job(JobKind("customers.retag.undo", unretag_step))
