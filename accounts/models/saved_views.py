"""Filters that somebody gave a name, so that a list opens the same way tomorrow."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.enums import SharedWith
from accounts.models.people import User
from common.audit import audited
from common.models import Submitted, Versioned


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def alive(self) -> "SavedViewQuerySet":
        return self.filter(deleted_at__isnull=True)

    def visible_to(self, user: User) -> "SavedViewQuerySet":
        """A person's own views and those shared with everybody or with the role; deleted ones too."""
        return self.filter(Q(owner=user) | Q(shared_with__in=SharedWith.seen_by(user.role)))


@audited(personal=["name", "query"])
class SavedView(Versioned, Submitted):
    """A list narrowed, sorted and laid out: its address without the page. `query` is canonical (saved_views.canonical).

    What was deleted stays as a row, so that people who use it are told and not surprised.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", verbose_name=_("owner")
    )
    list_key = models.CharField(_("list"), max_length=40, editable=False)  # a key in accounts.saved_views
    name = models.CharField(_("name"), max_length=60)
    query = models.TextField(_("filters, order and columns"), max_length=4000, blank=True, editable=False)
    shared_with = models.CharField(_("seen by"), max_length=10, choices=SharedWith, default=SharedWith.NOBODY)
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    updated_at = models.DateTimeField(_("changed"), default=timezone.now, editable=False)
    deleted_at = models.DateTimeField(_("deleted"), null=True, editable=False)
    deleted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        ordering = ["name", "id"]
        indexes = [models.Index("list_key", "name", "id", name="saved_view_of_list")]
        constraints = [
            models.UniqueConstraint(
                "owner", "list_key", Lower("name"), name="saved_view_name_once", condition=Q(deleted_at__isnull=True)
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:saved_view_edit", args=[self.pk])

    @property
    def is_shared(self) -> bool:
        return self.shared_with != SharedWith.NOBODY


class PinnedView(models.Model):
    """A view that a person wants as a tab above the list. Pins are personal, also those of shared views."""

    user = models.ForeignKey(User, models.CASCADE, related_name="pinned_views")
    view = models.ForeignKey(SavedView, models.CASCADE, related_name="pins")
    position = models.PositiveIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("pinned view")
        verbose_name_plural = _("pinned views")
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint("user", "view", name="view_pinned_once")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.view_id}"


class ListLayout(models.Model):
    """The columns in which a person wants to see a list."""

    user = models.ForeignKey(User, models.CASCADE, related_name="list_layouts")
    list_key = models.CharField(_("list"), max_length=40)
    columns = ArrayField(models.CharField(max_length=60), default=list, verbose_name=_("columns"))

    class Meta:
        verbose_name = _("layout of a list")
        verbose_name_plural = _("layouts of lists")
        constraints = [models.UniqueConstraint("user", "list_key", name="one_layout_a_list")]

    def __str__(self) -> str:
        return f"{self.user_id} {self.list_key}"
