from django.db import models
from django.utils.translation import gettext_lazy as _


class Topic(models.TextChoices):
    """The chapters of the guide, after the seeds."""

    CHARACTER = "character", _("Characters")
    GROUP = "group", _("Groups of people")
    FIRST_IMPRESSION = "first_impression", _("First impression")
    ENGAGEMENT = "engagement", _("Keys to an engaged customer")
    TRAIT = "trait", _("Traits of customers in Indonesia")
    KNOWING = "knowing", _("What everybody in service should know")


class Character(models.TextChoices):
    """How a customer behaves in conversation, as staff met it; it says nothing of the person's worth."""

    QUIET = "quiet", _("Quiet")
    SAYS_LITTLE = "says_little", _("Says little")
    IMPATIENT = "impatient", _("Impatient")
    TALKATIVE = "talkative", _("Talkative")
    DEMANDING = "demanding", _("Demanding")
    HESITANT = "hesitant", _("Hesitant")
    ARGUMENTATIVE = "argumentative", _("Argumentative")
    NAIVE = "naive", _("Trusting")
    PREPARED = "prepared", _("Well prepared")
    SUSPICIOUS = "suspicious", _("Suspicious")
    ARROGANT = "arrogant", _("Looks down on others")


class Group(models.TextChoices):
    """Derived from date of birth and form of address where they are known; never stored."""

    MAN = "man", _("Adult man")
    WOMAN = "woman", _("Adult woman")
    TEENAGER = "teenager", _("Teenager")
    ELDERLY = "elderly", _("Elderly")
