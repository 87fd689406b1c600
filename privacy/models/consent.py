"""What a person allowed us to do with their data: when, how, and to which text (UU PDP articles 20-24, 40)."""

from datetime import date
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from common.audit import append_only, audited
from common.models import Submitted, Versioned
from customers.models import Customer
from privacy.enums import PRESUMED, Basis, Channel

SURVEYS = "surveys"
MARKETING = "marketing"


def in_language(row: models.Model, name: str) -> Any:
    return getattr(row, f"{name}_{'en' if (get_language() or '').startswith('en') else 'id'}")


@audited()
class ConsentPurpose(Versioned):
    """Something we use personal data for, and on what ground.

    The ground decides what silence means: what rests on consent is forbidden until it is given, all else is allowed
    until the person objects. The purpose `surveys` is also a column of every customer (`survey_consent`).
    """

    key = models.SlugField(_("identifier"), max_length=40, unique=True)
    name_id = models.CharField(_("name in Indonesian"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    about_id = models.CharField(_("what we do, in Indonesian"), max_length=300, blank=True)
    about_en = models.CharField(_("what we do, in English"), max_length=300, blank=True)
    basis = models.CharField(_("legal basis"), max_length=10, choices=Basis, default=Basis.CONSENT)
    is_active = models.BooleanField(_("active"), default=True)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("purpose of data use")
        verbose_name_plural = _("purposes of data use")
        ordering = ["position", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return in_language(self, "name")

    @property
    def about(self) -> str:
        return in_language(self, "about")

    @property
    def is_presumed(self) -> bool:
        return self.basis in PRESUMED

    @property
    def is_bound(self) -> bool:
        """Whether a column of the customer holds the same, so that lists and surveys can ask for it quickly."""
        return self.key == SURVEYS


@audited()
class ConsentWording(models.Model):
    """The text that people agree to, in both languages. Once somebody has, it never changes: write a new version."""

    purpose = models.ForeignKey(ConsentPurpose, models.PROTECT, related_name="wordings", verbose_name=_("purpose"))
    number = models.PositiveSmallIntegerField(_("version"))
    text_id = models.TextField(_("text in Indonesian"), max_length=2000)
    text_en = models.TextField(_("text in English"), max_length=2000)
    valid_from = models.DateField(_("valid from"))
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("wording of a consent")
        verbose_name_plural = _("wordings of consents")
        ordering = ["purpose", "-number"]
        constraints = [models.UniqueConstraint("purpose", "number", name="wording_numbered_once")]
        triggers = [
            pgtrigger.Trigger(
                name="used_wording_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF EXISTS (SELECT FROM privacy_consententry WHERE wording_id = OLD.id) AND (
                        TG_OP = 'DELETE' OR (OLD.purpose_id, OLD.number, OLD.text_id, OLD.text_en)
                            IS DISTINCT FROM (NEW.purpose_id, NEW.number, NEW.text_id, NEW.text_en)
                    ) THEN
                        RAISE EXCEPTION 'People have agreed to this wording: it never changes.';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} v{self.number}"

    @property
    def text(self) -> str:
        return in_language(self, "text")

    def is_future(self, today: date) -> bool:
        return self.valid_from > today


class ConsentEntry(Submitted):
    """One line of the consent log: a person allowed or refused a purpose. Written once.

    The present state is that of the newest line; where there is none, the ground of the purpose decides. For the
    purpose `surveys` a trigger on customers writes a line whenever the column changes, whoever changes it.
    """

    # A customer who came by a file that was taken back is gone; the line stays.
    customer = models.ForeignKey(
        Customer, models.DO_NOTHING, related_name="consents", db_constraint=False, verbose_name=_("customer")
    )
    purpose = models.ForeignKey(ConsentPurpose, models.PROTECT, related_name="+", verbose_name=_("purpose"))
    given = models.BooleanField(_("given"))
    wording = models.ForeignKey(
        ConsentWording, models.PROTECT, null=True, related_name="entries", verbose_name=_("wording")
    )
    channel = models.CharField(_("channel"), max_length=10, choices=Channel)
    note = models.CharField(_("evidence"), max_length=300, blank=True)
    at = models.DateTimeField(_("date and time"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+", verbose_name=_("noted by")
    )

    class Meta:
        verbose_name = _("line of the consent log")
        verbose_name_plural = _("lines of the consent log")
        ordering = ["-id"]
        indexes = [models.Index("customer", "purpose", F("id").desc(), name="consent_of_customer")]
        triggers = [append_only(personal=["note"])]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.purpose_id} {self.given}"

    @property
    def tone(self) -> str:
        return "done" if self.given else "closed"


class RefusalToFollow(models.Model):
    """A customer who refused surveys, whose waiting letters are to be stopped. A trigger adds it, a worker takes it."""

    customer_id = models.BigIntegerField()

    class Meta:
        verbose_name = _("refusal to be followed")
        verbose_name_plural = _("refusals to be followed")

    def __str__(self) -> str:
        return str(self.customer_id)


# Who noted it, how and to which text comes from the service (setting `prima.consent`); a plain change of the column is
# put down to the person whose request or task makes it.
_LOG = """
    INSERT INTO privacy_consententry
        (customer_id, purpose_id, given, wording_id, channel, note, at, by_id, submission_key)
    SELECT changed.id, purpose.id, changed.survey_consent, (told.it->>'wording')::bigint,
        coalesce(told.it->>'channel', CASE WHEN context.it::text LIKE '%%import%%' THEN 'import' ELSE 'registry' END),
        coalesce(told.it->>'note', ''), coalesce((told.it->>'at')::timestamptz, now()),
        CASE WHEN told.it IS NULL THEN (context.it->>'user')::bigint ELSE (told.it->>'by')::bigint END,
        CASE WHEN changed.id = (told.it->>'customer')::bigint THEN (told.it->>'key')::uuid END
    FROM {changed}
    CROSS JOIN (SELECT id FROM privacy_consentpurpose WHERE key = 'surveys') AS purpose
    CROSS JOIN (SELECT nullif(current_setting('prima.consent', true), '')::jsonb AS it) AS told
    CROSS JOIN (SELECT nullif(current_setting('pghistory.context_metadata', true), '')::jsonb AS it) AS context;
    INSERT INTO privacy_refusaltofollow (customer_id)
    SELECT changed.id FROM {changed} WHERE NOT changed.survey_consent;
    RETURN NULL;
"""
_ADDED = "(SELECT id, survey_consent FROM new_values WHERE NOT survey_consent) AS changed"
_CHANGED = """(
    SELECT id, survey_consent FROM new_values EXCEPT SELECT id, survey_consent FROM old_values
) AS changed"""

pgtrigger.register(
    pgtrigger.Trigger(
        name="consent_added",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="new_values"),
        func=_LOG.format(changed=_ADDED).replace("%%", "%"),
    ),
    pgtrigger.Trigger(
        name="consent_changed",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Update,
        referencing=pgtrigger.Referencing(old="old_values", new="new_values"),
        func=_LOG.format(changed=_CHANGED).replace("%%", "%"),
    ),
)(Customer)
