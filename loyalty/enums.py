"""Words of the loyalty programme, after the seed on keeping customers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Audience(models.TextChoices):
    """Whom a programme is for: customers, or members of the organisation itself."""

    EXTERNAL = "external", _("External customers")
    INTERNAL = "internal", _("Internal customers")


class ValueKind(models.TextChoices):
    """The five values a programme must give (seed 001). Each reward and benefit names those it serves."""

    MONEY = "money", _("Money")
    REDEMPTION = "redemption", _("Redemption")
    ASPIRATION = "aspiration", _("Aspiration")
    RELEVANCE = "relevance", _("Relevance")
    CONVENIENCE = "convenience", _("Convenience")


class Occasion(models.TextChoices):
    """Days on which members get a present."""

    BIRTHDAY = "birthday", _("Birthday of the member")
    ANNIVERSARY = "anniversary", _("Anniversary of joining")
    DATE = "date", _("The same date every year")


class EntryKind(models.TextChoices):
    EARN = "earn", _("Purchase")
    REDEEM = "redeem", _("Redemption")
    GOODWILL = "goodwill", _("Goodwill")
    GIFT = "gift", _("Special day")
    REVERSAL = "reversal", _("Redemption cancelled")
    REFUND = "refund", _("Purchase refunded")
    EXPIRY = "expiry", _("Expired")
    CORRECTION = "correction", _("Correction")


# What a tier is measured by: points from business, less what was taken back; presents don't count.
TIER_KINDS = (EntryKind.EARN, EntryKind.REFUND)


class RedemptionStatus(models.TextChoices):
    ISSUED = "issued", _("To be handed out")
    COLLECTED = "collected", _("Handed out")
    CANCELLED = "cancelled", _("Cancelled")
