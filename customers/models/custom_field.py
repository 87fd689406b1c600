from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Versioned
from customers.enums import CHOICE_TYPES, FieldType, Kind, PartyType

# What customers' values, import columns and the API call a field: one word, never translated.
KEY_PATTERN = r"^[a-z][a-z0-9_]{0,39}$"
PREFIX = "custom_"
MOST_FIELDS = 100
MOST_CHOICES = 200
# One of the two languages will do for both.
HAS_LABEL = ~Q(label_id="") | ~Q(label_en="")

KEY_REFUSAL = _("Use small letters, digits and underscores only, beginning with a letter, like room_wish.")
key_validator = RegexValidator(KEY_PATTERN, KEY_REFUSAL)


def in_language(indonesian: str, english: str) -> str:
    """The wording of the active language; where only one was written, that one."""
    return (english or indonesian) if get_language() == "en" else (indonesian or english)


@audited(exclude=["changed_at"])
class CustomField(Versioned):
    """Something this organisation wants to know of its customers beyond what every registry asks.

    The answers stand in `Customer.custom_values` by `key`; how they are read, stored and shown follows from the type
    (`customers.custom`). A retired field is asked and shown no more, its values stay.
    """

    key = models.CharField(_("key"), max_length=40, unique=True, validators=[key_validator])
    type = models.CharField(_("type"), max_length=10, choices=FieldType, default=FieldType.TEXT)
    label_id = models.CharField(_("label in Indonesian"), max_length=80, blank=True)
    label_en = models.CharField(_("label in English"), max_length=80, blank=True)
    help_id = models.CharField(_("help text in Indonesian"), max_length=200, blank=True)
    help_en = models.CharField(_("help text in English"), max_length=200, blank=True)
    section_id = models.CharField(_("heading in Indonesian"), max_length=80, blank=True)
    section_en = models.CharField(_("heading in English"), max_length=80, blank=True)
    kind = models.CharField(_("for which kind"), max_length=10, choices=Kind, blank=True)
    party_types = ArrayField(
        models.CharField(max_length=12, choices=PartyType), default=list, blank=True, verbose_name=_("for which types")
    )
    is_required = models.BooleanField(_("must be answered"), default=False)
    is_unique = models.BooleanField(_("no two customers alike"), default=False)
    on_card = models.BooleanField(_("shown on the short card"), default=False)
    in_list = models.BooleanField(_("shown in the list"), default=False)
    # Of the field's own type, as it would be stored: "10", "2.5", "2026-12-31".
    minimum = models.CharField(_("smallest value"), max_length=20, blank=True)
    maximum = models.CharField(_("largest value"), max_length=20, blank=True)
    max_length = models.PositiveSmallIntegerField(_("longest text"), null=True, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0, editable=False)
    is_active = models.BooleanField(_("active"), default=True, editable=False)
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        verbose_name = _("further field")
        verbose_name_plural = _("further fields")
        ordering = ["position", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(key__regex=KEY_PATTERN), name="custom_field_key_is_a_word"),
            models.CheckConstraint(condition=HAS_LABEL, name="custom_field_has_a_label"),
            models.CheckConstraint(
                condition=~Q(is_unique=True) | ~Q(type__in=[*CHOICE_TYPES, FieldType.YES_NO, FieldType.LONG_TEXT]),
                name="custom_field_unique_type",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.label_id, self.label_en)

    @property
    def help_text(self) -> str:
        return in_language(self.help_id, self.help_en)

    @property
    def section(self) -> str:
        return in_language(self.section_id, self.section_en)

    @property
    def name(self) -> str:
        """What forms, import columns and refusals call it: never the name of a column of the registry."""
        return PREFIX + self.key

    @property
    def has_choices(self) -> bool:
        return self.type in CHOICE_TYPES

    @property
    def party_type_labels(self) -> list[str]:
        """In words, of which types alone it is asked; none where it is asked of all."""
        return [str(PartyType(word).label) for word in self.party_types]

    def applies_to(self, kind: str, party_type: str) -> bool:
        """Whether customers of this kind and type are asked."""
        return self.kind in ("", kind) and (not self.party_types or party_type in self.party_types)

    @cached_property
    def all_choices(self) -> list["CustomChoice"]:
        """Every choice in its order, the retired ones too: old values stay readable."""
        return list(self.choices.all())


@audited()
class CustomChoice(models.Model):
    """One of the answers that a field offers. Customers hold its `value`; its words may change."""

    field = models.ForeignKey(CustomField, models.CASCADE, related_name="choices", verbose_name=_("further field"))
    value = models.CharField(_("value"), max_length=40, validators=[key_validator])
    label_id = models.CharField(_("label in Indonesian"), max_length=80, blank=True)
    label_en = models.CharField(_("label in English"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("choice")
        verbose_name_plural = _("choices")
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint("field", "value", name="custom_choice_value_unique"),
            models.CheckConstraint(condition=HAS_LABEL, name="custom_choice_has_a_label"),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return in_language(self.label_id, self.label_en)
