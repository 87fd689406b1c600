"""Abstract bases: what many tables share. There is no table of `common` itself."""

from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.errors import StaleRecord
from common.tokens import new_token, token_hash


class Submitted(models.Model):
    """A row made by a form or an API call that may be sent twice. The key comes with the form; the row is made once."""

    submission_key = models.UUIDField(_("submission key"), unique=True, null=True, editable=False)

    class Meta:
        abstract = True

    @classmethod
    def already_submitted(cls, key: Any) -> Self | None:
        """The row an earlier sending of the same form made."""
        return cls._default_manager.filter(submission_key=key).first() if key else None


class Versioned(models.Model):
    """A row that two people may edit at once. Each save counts up; a save on top of another's is refused, not lost."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True

    def save_version(self, *, expected: int, fields: list[str]) -> None:
        """Write `fields` if the stored version is still `expected`.

        Raises StaleRecord with the values stored now, so that a form can show both versions.
        """
        values = {name: getattr(self, name) for name in fields}
        model = type(self)
        written = model._base_manager.filter(pk=self.pk, version=expected).update(**values, version=F("version") + 1)
        if not written:
            stored = model._base_manager.get(pk=self.pk)
            raise StaleRecord(
                _("Somebody else saved this record meanwhile. Nothing of yours is lost: compare and save again."),
                current={name: getattr(stored, name) for name in [*fields, "version"]},
            )
        self.version = expected + 1


class PersonalLink(models.Model):
    """A private link to one thing, for one purpose (a table each). Only its receiver knows the token."""

    token_hash = models.BinaryField(_("token hash"), max_length=32, unique=True, editable=False)
    created_at = models.DateTimeField(_("created"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"))
    revoked_at = models.DateTimeField(_("revoked"), null=True, blank=True)

    class Meta:
        abstract = True

    @classmethod
    def issue(cls, *, at: datetime, valid_for: timedelta, **fields: Any) -> tuple[Self, str]:
        """Make a link; gives the row and its token, which can't be read again later."""
        token = new_token()
        row = cls._default_manager.create(
            token_hash=token_hash(token), created_at=at, expires_at=at + valid_for, **fields
        )
        return row, token

    @classmethod
    def find(cls, token: str) -> Self | None:
        """The link of a token, also when expired or revoked: the page then says so."""
        return cls._default_manager.filter(token_hash=token_hash(token)).first()

    def is_open(self, at: datetime) -> bool:
        return self.revoked_at is None and at < self.expires_at
