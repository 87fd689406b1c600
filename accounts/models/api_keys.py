"""Keys by which other systems come in, and what they were answered."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.enums import ApiScope, Role
from accounts.models.people import User
from common.audit import audited
from common.models import Submitted

TOKEN_START = 12  # characters of a token that are kept readable, so that people can tell keys apart


class ApiKeyQuerySet(models.QuerySet["ApiKey"]):
    def usable(self, at: datetime) -> "ApiKeyQuerySet":
        """Not revoked, not expired, and made by somebody who may still make keys."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=at, user__is_active=True, user__role=Role.ADMIN)


@audited(exclude=["token_hash", "last_used_at"])
class ApiKey(Submitted):
    """Lets a system do what its scopes say, in the name of the person who made it.

    It sees no more than that person: confidential complaints only where the person is named. Only a hash of the token
    is stored; who holds the token is the system.
    """

    name = models.CharField(_("name"), max_length=80)
    user = models.ForeignKey(User, models.PROTECT, related_name="api_keys", verbose_name=_("made by"))
    scopes = ArrayField(
        models.CharField(max_length=30, choices=ApiScope), verbose_name=pgettext_lazy("rights of a key", "may")
    )
    token_hash = models.BinaryField(_("token hash"), max_length=32, unique=True, editable=False)
    token_start = models.CharField(_("token begins with"), max_length=20, editable=False)
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("expires"))
    last_used_at = models.DateTimeField(_("last used"), null=True, editable=False)
    revoked_at = models.DateTimeField(_("revoked"), null=True, editable=False)
    revoked_by = models.ForeignKey(
        User, models.SET_NULL, null=True, editable=False, related_name="+", verbose_name=_("revoked by")
    )

    objects = ApiKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")
        ordering = ["-created_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=~Q(scopes=[]), name="api_key_has_a_scope"),
            models.CheckConstraint(condition=Q(expires_at__gt=models.F("created_at")), name="api_key_ends_later"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:api_key_list")

    @property
    def state(self) -> str:
        """usable, revoked, expired, or orphaned: its maker is no administrator any more."""
        if self.revoked_at is not None:
            return "revoked"
        if self.expires_at <= timezone.now():
            return "expired"
        return "usable" if self.user.is_active and self.user.is_admin else "orphaned"

    @property
    def dialog_id(self) -> str:
        """Names the question whether to revoke it, in the list."""
        return f"revoke-{self.pk}"

    @property
    def scope_labels(self) -> list[str]:
        return [str(ApiScope(scope).label) for scope in self.scopes if scope in ApiScope.values]


class ApiAnswer(models.Model):
    """What a call with an Idempotency-Key was answered, so that the same call sent again gets the same answer.

    Kept for a day: long enough for every retry, short enough for what it says of people.
    """

    api_key = models.ForeignKey(ApiKey, models.CASCADE, related_name="answers")
    idempotency_key = models.CharField(max_length=200)
    request_hash = models.BinaryField(max_length=32)  # of method, address and body
    status = models.PositiveSmallIntegerField(null=True)
    body = models.BinaryField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("answer of the API")
        verbose_name_plural = _("answers of the API")
        indexes = [models.Index("created_at", name="api_answer_by_age")]
        constraints = [models.UniqueConstraint("api_key", "idempotency_key", name="api_answer_once")]

    def __str__(self) -> str:
        return f"{self.api_key_id} {self.idempotency_key}"
