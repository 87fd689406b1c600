"""Two editors of one thing without a count of versions: a set of rows saved as one, or a row that many others write."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django import forms
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from common.errors import StaleRecord
from common.forms import VersionMixin


class SeenMixin(VersionMixin):
    """The form carries a fingerprint of the values it was filled from, in place of a version.

    Its view is `one_editor_at_a_time` and calls `refuse_if_stale` before it saves.
    """

    version: forms.Field = forms.CharField(
        widget=forms.HiddenInput,
        max_length=64,
        error_messages={"required": _("The form was damaged on its way. Open the page again.")},
    )

    def get_initial_for_field(self, field: forms.Field, field_name: str) -> Any:
        if field_name == "version":
            return self._fingerprint()
        return super().get_initial_for_field(field, field_name)

    def refuse_if_stale(self) -> None:
        """Raise StaleRecord with what is stored now, unless that is what the form was filled from."""
        seen = self.cleaned_data.pop("version")
        if seen != self._fingerprint():
            stored = {name: _known(self.fields[name], value) for name, value in self._stored().items()}
            raise StaleRecord(
                _("Somebody else saved this record meanwhile. Nothing of yours is lost: compare and save again."),
                current={**stored, "version": self._fingerprint()},
            )

    def _stored(self) -> dict[str, Any]:
        return {
            name: self.get_initial_for_field(field, name) for name, field in self.fields.items() if name != "version"
        }

    def _fingerprint(self) -> str:
        return sha256(repr(sorted((name, str(value)) for name, value in self._stored().items())).encode()).hexdigest()


def _known(field: forms.Field, value: Any) -> Any:
    """A key as the record it stands for."""
    if isinstance(field, forms.ModelChoiceField) and field.queryset is not None:
        return field.queryset.filter(pk=value).first()
    return value


def one_editor_at_a_time(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Those who save at one address wait for each other: the second one's form is checked against the first one's."""

    @wraps(view)
    def waiting(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method != "POST":
            return view(request, *args, **kwargs)
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"editor {request.path}"])
            return view(request, *args, **kwargs)

    return waiting
