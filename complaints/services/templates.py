"""Reply templates and macros: writing them, and applying a macro as one step."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError
from complaints import placeholders
from complaints.enums import MacroOwner
from complaints.models import AgentGroup, Complaint, Entry, Macro, ReplyTemplate
from complaints.queries.routing import in_turn, present_members
from complaints.services import records
from complaints.services.assignment import assign
from complaints.services.many import change_tags
from complaints.services.messages import add_note, reply
from complaints.services.waiting import wait_for_customer


@transaction.atomic
def save_template(
    *,
    name: str,
    body_id: str,
    body_en: str,
    is_active: bool,
    template: ReplyTemplate | None = None,
    expected_version: int = 1,
) -> ReplyTemplate:
    """Add or change a template; a placeholder that can't be filled in is refused."""
    placeholders.check(body_id, field="body_id")
    placeholders.check(body_en, field="body_en")
    _refuse_name(ReplyTemplate, name, template)
    values = {"name": name, "body_id": body_id, "body_en": body_en, "is_active": is_active}
    return _saved(ReplyTemplate, template, expected_version, values)


@transaction.atomic
def save_macro(*, macro: Macro | None = None, expected_version: int = 1, **fields: Any) -> Macro:
    """Add or change a macro; it does at least one thing."""
    fields["group"] = fields["group"] if fields["owner"] == MacroOwner.GROUP else None
    if fields["owner"] == MacroOwner.GROUP and fields["group"] is None:
        raise AppError(_("Choose the group."), field="group")
    if not any(fields[name] for name in ("owner", "tags", "note", "template", "waits")):
        raise AppError(_("A macro needs at least one step."))
    _refuse_name(Macro, fields["name"], macro)
    return _saved(Macro, macro, expected_version, fields)


def _refuse_name(model: type[ReplyTemplate] | type[Macro], name: str, row: ReplyTemplate | Macro | None) -> None:
    others = model._default_manager.exclude(pk=row.pk) if row else model._default_manager.all()
    if others.filter(name__iexact=name).exists():
        raise AppError(_("This name is taken already."), field="name")


def _saved(model: Any, row: Any, expected_version: int, values: dict[str, Any]) -> Any:
    if row is None:
        return model.objects.create(**values)
    for name, value in values.items():
        setattr(row, name, value)
    row.save_version(expected=expected_version, fields=list(values))
    return row


@transaction.atomic
def apply_macro(
    *,
    macro: Macro,
    complaint: Complaint,
    body: str,
    at: datetime,
    by: User,
    submission_key: UUID | None = None,
    seen: int | None = None,
) -> Complaint:
    """Do all steps of a macro or none: hand over, tag, note, reply with `body` as it was edited, wait.

    Refused when a step is: the complaint is closed or waits already, nobody of the group is there, or somebody else
    wrote since the page was shown (StaleRecord).
    """
    if records.already_made(Entry, submission_key):
        complaint.refresh_from_db()
        return complaint
    owner = _owner(macro, complaint, at=at, by=by)
    if owner is not None:
        assign(complaint=complaint, owner=owner, at=at, by=by)
    if macro.tags:
        change_tags(ids=[complaint.pk], add=macro.tags, at=at)
    note_key = None if macro.template_id else submission_key
    if macro.note:
        add_note(complaint=complaint, body=macro.note, at=at, by=by, submission_key=note_key)
    if macro.template_id and body:
        reply(complaint=complaint, body=body, at=at, by=by, submission_key=submission_key, seen=seen)
    if macro.waits:
        wait_for_customer(complaint=complaint, at=at, by=by)
    _count(Macro, macro.pk, at)
    if macro.template_id:
        _count(ReplyTemplate, macro.template_id, at)
    complaint.refresh_from_db()
    return complaint


def _owner(macro: Macro, complaint: Complaint, *, at: datetime, by: User) -> User | None:
    """Whom the macro makes responsible; nobody: it leaves that alone."""
    if macro.owner == MacroOwner.ME:
        return by
    if macro.owner != MacroOwner.GROUP:
        return None
    group = AgentGroup.objects.select_for_update().get(pk=macro.group_id or 0)
    people: Sequence[User] = present_members(group, on=timezone.localdate(at), complaint=complaint)
    if not people:
        raise AppError(_("Nobody of the group “%(group)s” is there today.") % {"group": group})
    person = in_turn(people, group.last_given_to_id)[0]
    AgentGroup.objects.filter(pk=group.pk).update(last_given_to=person)
    return person


def count_template(*, pk: int, at: datetime) -> None:
    """A template was sent, perhaps changed."""
    _count(ReplyTemplate, pk, at)


def _count(model: type[ReplyTemplate] | type[Macro], pk: int, at: datetime) -> None:
    model._default_manager.filter(pk=pk).update(used_count=F("used_count") + 1, last_used_at=at)
