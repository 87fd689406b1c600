"""The forms whose text is kept while it is typed, and what belongs to a form on a page: key, revision, notice."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django import forms
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from complaints.models import Complaint, Draft

# Each form by the page it stands on. `message`, `reply` and `note` share one page.
PLACES: Mapping[str, Any] = MappingProxyType(
    {
        "log": _("New complaint"),
        "reply": _("Reply to the customer"),
        "note": _("Internal note"),
        "message": _("What the customer said"),
        "edit": _("Edit complaint"),
        "acknowledge": _("Acknowledge"),
        "wait": _("Question to the customer"),
        "resolve": _("Answer"),
        "last_word": _("Our last word"),
        "remedy": _("Remedy"),
        "reopen": _("Reopen"),
    }
)
WRITTEN_BELOW = ("reply", "note", "message")
# What a form carries that nobody has typed.
CARRIED = ("draft_key", "draft_revision", "draft_owner", "draft_place")
NOT_TYPED = (*CARRIED, "csrfmiddlewaretoken", "submission_key", "seen", "find", "add_to", "files")
# Choices that a form makes by itself are no reason to keep a draft.
GIVEN = ("channel", "severity", "version", "cause", "language", "customer", "q", "kind", "template")


@dataclass(frozen=True)
class FormDraft:
    """The draft of one form on one page. `restored_at` is when its words were saved, if they stand in the form."""

    place: str
    key: UUID
    revision: int
    url: str
    restored_at: datetime | None = None
    others: tuple[Draft, ...] = ()


def draft_for(
    request: HttpRequest, form: forms.Form, *, place: str, complaint: Complaint | None = None, asked_only: bool = False
) -> FormDraft:
    """The draft that goes with a form; unless the form was sent, the words of the latest one are put into it.

    With `asked_only` only for `?draft=`: on a form for whoever calls next they would be the wrong words.
    """
    query = {"place": place} | ({"complaint": complaint.reference} if complaint else {})
    url = f"{reverse('complaints:draft_save')}?{urlencode(query)}"
    if form.is_bound:
        key = key_of(request.POST)
        if key is None or Draft.objects.filter(user=_user(request), key=key, sent_at__isnull=False).exists():
            return FormDraft(place, uuid4(), 0, url)  # what is typed on belongs to a draft of its own
        return FormDraft(place, key, revision_of(request.POST), url)
    mine = Draft.objects.unsent_of(_user(request)).filter(place=place, complaint=complaint)
    asked = request.GET.get("draft", "")
    drafts = list(mine[:5])
    wanted = next((draft for draft in drafts if str(draft.pk) == asked), None)
    if wanted is None and drafts and not asked_only:
        wanted = drafts[0]
    others = tuple(draft for draft in drafts if draft is not wanted)
    if wanted is None:
        return FormDraft(place, uuid4(), 0, url, others=others)
    fill(form, wanted)
    return FormDraft(place, wanted.key, wanted.revision, url, wanted.saved_at, others)


def fill(form: forms.Form, draft: Draft) -> None:
    """Begin a form with what a draft holds."""
    for name, field in form.fields.items():
        values = draft.fields.get(name)
        if isinstance(field, forms.BooleanField):
            form.initial[name] = bool(values)
        elif values is not None and name not in NOT_TYPED:
            form.initial[name] = values if isinstance(field, forms.MultipleChoiceField | _Many) else values[-1]


_Many = forms.ModelMultipleChoiceField


def typed_fields(data: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """What of a sent form is worth keeping; nothing when only choices stand in it that it came with."""
    fields = {
        name: [value.replace("\x00", "") for value in values] for name, values in data.items() if name not in NOT_TYPED
    }
    has_words = any(value.strip() for name, values in fields.items() if name not in GIVEN for value in values)
    return fields if has_words else {}


def referenced(path: str) -> str:
    """The number of the complaint whose page an address is; "" for none."""
    found = re.match(r"/complaints/(K-\d{4}-\d{5,9})/", path)
    return found[1] if found else ""


def key_of(data: QueryDict) -> UUID | None:
    """The key a form was sent with; None for anything else."""
    try:
        return UUID(data.get("draft_key", ""))
    except ValueError:
        return None


def revision_of(data: QueryDict) -> int:
    text = data.get("draft_revision", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


def address_of(draft: Draft) -> str:
    """Where one goes on writing."""
    if draft.complaint is None:
        return f"{reverse('complaints:complaint_new')}?{urlencode({'draft': draft.pk})}"
    if draft.place in WRITTEN_BELOW:
        query = urlencode({"write": draft.place, "draft": draft.pk})
        return f"{draft.complaint.get_absolute_url()}?{query}#write"
    page = reverse(f"complaints:complaint_{draft.place}", args=[draft.complaint.reference])
    return f"{page}?{urlencode({'draft': draft.pk})}"


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - pages of staff
    return request.user
