"""Words of retention, after the seed: who was active at the start of a fiscal year, and who still is at its end."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Panel(models.TextChoices):
    """External and internal customers are never mixed in one figure."""

    EXTERNAL = "external", _("External customers")
    INTERNAL = "internal", _("Internal customers")


class ResultStatus(models.TextChoices):
    """Running: the year has not ended. Provisional: ended, not signed off. Final: never changes again."""

    RUNNING = "running", _("running")
    PROVISIONAL = "provisional", _("provisional")
    FINAL = "final", _("final")


class Group(models.TextChoices):
    """What became of a customer within the year."""

    KEPT = "kept", _("Kept")
    LOST = "lost", _("Lost")
    NEW = "new", _("New")
    WON_BACK = "won_back", _("Won back")


class Outcome(models.TextChoices):
    """Exit, voice, loyalty: what a customer of the opening count told us in the year."""

    RESOLVED = "resolved", _("Complained and resolved")
    UNRESOLVED = "unresolved", _("Complained and not resolved")
    SILENT = "silent", _("Dissatisfied and silent")
    SATISFIED = "satisfied", _("Satisfied")
    UNKNOWN = "unknown", _("Unknown")


class Dimension(models.TextChoices):
    """What customers can be told apart by. All are as they were at the start of the year where a history is kept."""

    STANDING = "standing", _("Standing")
    PARTY_TYPE = "party_type", _("Type")
    CITY = "city", _("City")
    UNIT = "unit", _("Unit")
    SOURCE = "source", _("Came through")
    OUTCOME = "outcome", _("Complaint outcome")
