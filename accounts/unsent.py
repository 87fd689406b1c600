"""What somebody sends whose session has ended: kept in the new session until they have signed in.

An app whose forms are kept as drafts takes it up when Django says that somebody signed in. The form names its writer,
so that on a shared computer nobody finds the words of the one before.
"""

from typing import Any

from django.http import HttpRequest

KEY = "unsent"
CHARACTERS = 60_000
MARK = "draft_owner"


def keep_unsent(request: HttpRequest) -> None:
    """Keep a form that was sent without a session, if it is one of those that are kept as drafts."""
    data = request.POST
    if request.method != "POST" or MARK not in data or "draft_key" not in data:
        return
    fields = {name: values for name, values in data.lists() if name != "csrfmiddlewaretoken"}
    if sum(len(value) for values in fields.values() for value in values) <= CHARACTERS:
        request.session[KEY] = {"path": request.path, "fields": fields}


def take_unsent(request: HttpRequest, user: Any) -> dict[str, Any] | None:
    """What this person had sent before signing in; gone after this, also when it is somebody else's."""
    kept = request.session.pop(KEY, None)
    return kept if kept and kept["fields"].get(MARK) == [str(user.pk)] else None
