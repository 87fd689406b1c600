from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import ExtractDay, ExtractMonth, Lower, NullIf, Reverse
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from common.audit import audited
from common.models import Submitted, Versioned
from customers.enums import (
    BuyerRole,
    Channel,
    ExitReason,
    Kind,
    LifeCycle,
    PartyType,
    Salutation,
    Standing,
    StandingSource,
)
from customers.models.words import NameWord, Words, keep_words


class PlainText(Func):
    """Text as it is searched: lower case, without accents (an immutable wrapper, so that it can be indexed)."""

    function = "prima_plain"
    output_field = models.TextField()


def city_key() -> NullIf:
    """The city as it is compared and sorted, whatever its capitals; null where none is known, so that it comes last."""
    return NullIf(Lower("city"), Value(""), output_field=models.CharField(null=True))


def stage_rank() -> Case:
    """How far the relation has come, as a number that can be sorted and indexed: 0 for a suspect."""
    return Case(
        *(When(stage=stage.value, then=Value(stage.rank)) for stage in LifeCycle), output_field=models.IntegerField()
    )


class CustomerNumber(Func):
    """The next number of the registry, such as P-004711 (in the database, so that bulk imports number alike)."""

    function = "prima_customer_number"
    arity = 0
    output_field = models.CharField(max_length=20)


def month_and_day(column: str) -> CombinedExpression:
    """What a date has in common every year, as one number that can be indexed: 1231 for 31 December."""
    return ExtractMonth(column) * 100 + ExtractDay(column)


class CustomerQuerySet(models.QuerySet["Customer"]):
    def current(self) -> "CustomerQuerySet":
        """Without the records that were merged into another or erased."""
        return self.filter(merged_into__isnull=True, erased_at__isnull=True)

    def counted(self) -> "CustomerQuerySet":
        """Who counts in figures: external, no test record, not a duplicate."""
        return self.filter(kind=Kind.EXTERNAL, is_test=False, merged_into__isnull=True)

    def in_stage(self, stage: str) -> "CustomerQuerySet":
        """Those at a stage of the life cycle, by the index that also gives the order by stage."""
        return self.alias(rank_asked=stage_rank()).filter(rank_asked=LifeCycle(stage).rank)

    def born_in(self, month: int) -> "CustomerQuerySet":
        """Whose birthday is in a month (1 to 12), by the index of birthdays."""
        return self.alias(birthday=month_and_day("birth_date")).filter(birthday__range=(month * 100, month * 100 + 31))


# The identifier of the one record that stands for everybody who gave no name.
NOBODY = "anonymous"
PERSONAL = (
    "external_id", "salutation", "name", "email", "address", "birth_date", "expectations", "notes", "tags",
    "custom_values",
)  # fmt: skip


@audited(personal=PERSONAL)
class Customer(Versioned, Submitted):
    """Anybody with an interest in, or affected by, the product or service: a person, an organisation or a community.

    Internal customers are members of the organisation, or a department itself as the customer of the department that
    serves it (`party_type` organisation, with its `department`).
    """

    number = models.CharField(
        _("customer number"), max_length=20, unique=True, editable=False, db_default=CustomerNumber()
    )
    external_id = models.CharField(_("identifier in the source"), max_length=80, unique=True, null=True, blank=True)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.EXTERNAL)
    party_type = models.CharField(_("type"), max_length=12, choices=PartyType, default=PartyType.INDIVIDUAL)
    is_commercial = models.BooleanField(_("buys for commercial use"), default=True)
    buyer_role = models.CharField(_("role"), max_length=10, choices=BuyerRole, default=BuyerRole.BOTH)
    salutation = models.CharField(_("form of address"), max_length=5, choices=Salutation, blank=True)
    name = models.CharField(_("full name"), max_length=200)
    email = models.EmailField(_("e-mail address"), blank=True)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.INDONESIAN)
    city = models.CharField(_("city"), max_length=100, blank=True)
    address = models.CharField(_("address"), max_length=300, blank=True)
    birth_date = models.DateField(_("date of birth"), null=True, blank=True)
    department = models.ForeignKey(
        "accounts.Department",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="customers",
        verbose_name=_("department"),
    )
    acquisition_source = models.CharField(_("came to us through"), max_length=60, blank=True)
    expectations = models.TextField(_("needs and expectations"), max_length=4000, blank=True)
    notes = models.TextField(_("notes"), max_length=4000, blank=True)
    standing = models.CharField(_("standing"), max_length=10, choices=Standing, default=Standing.PROSPECT)
    standing_source = models.CharField(
        _("standing set by"), max_length=10, choices=StandingSource, default=StandingSource.POLICY
    )
    stage = models.CharField(
        _("stage of the life cycle"), max_length=10, choices=LifeCycle, default=LifeCycle.SUSPECT, editable=False
    )
    stage_since = models.DateField(_("in this stage since"), null=True, editable=False)
    stage_source = models.CharField(
        _("stage set by"), max_length=10, choices=StandingSource, default=StandingSource.POLICY, editable=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        db_index=False,
        related_name="customers",
        verbose_name=_("looked after by"),
    )
    tags = ArrayField(models.CharField(max_length=40), default=list, blank=True, verbose_name=_("tags"))
    # Values of custom fields by the key of their definition; what a key means stands in the definition.
    custom_values = models.JSONField(_("further fields"), default=dict, blank=True, editable=False)
    preferred_channel = models.CharField(_("likes to be reached by"), max_length=10, choices=Channel, blank=True)
    best_time = models.CharField(_("best time to reach"), max_length=80, blank=True)
    survey_consent = models.BooleanField(_("may be asked in surveys"), default=True)
    do_not_contact = models.BooleanField(_("do not contact"), default=False)
    is_test = models.BooleanField(_("test record"), default=False)
    exit_reason = models.CharField(_("reason for leaving"), max_length=15, choices=ExitReason, blank=True)
    exit_date = models.DateField(_("left on"), null=True, blank=True)
    merged_into = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="duplicates",
        verbose_name=_("merged into"),
    )
    erased_at = models.DateTimeField(_("personal data erased"), null=True, editable=False)
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        db_index=False,
        related_name="+",
        verbose_name=_("added by"),
    )
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    objects = CustomerQuerySet.as_manager()

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        ordering = ["name", "id"]
        # A change of what one of them holds writes into all of them: there is none that another can stand in for.
        indexes = [
            models.Index("name", "id", name="customer_by_name"),
            models.Index(F("created_at").desc(), F("id").desc(), name="customer_newest"),
            models.Index("kind", "standing", "name", "id", name="customer_by_group"),
            models.Index("department", name="customer_by_department", condition=Q(department__isnull=False)),
            models.Index("merged_into", name="customer_duplicates", condition=Q(merged_into__isnull=False)),
            models.Index(
                OpClass(Lower("email"), name="text_pattern_ops"), name="customer_by_email", condition=~Q(email="")
            ),
            models.Index("owner", "name", "id", name="customer_by_owner", condition=Q(owner__isnull=False)),
            models.Index("created_by", name="customer_by_author", condition=Q(created_by__isnull=False)),
            models.Index(
                month_and_day("birth_date"), name="customer_by_birthday", condition=Q(birth_date__isnull=False)
            ),
            GinIndex("tags", name="customer_by_tag"),
            # Orders and filters of the list. What most customers have needs no index: any page of the order holds it.
            models.Index(F("updated_at").desc(), F("id").desc(), name="customer_changed"),
            models.Index(city_key(), "name", "id", name="customer_by_city"),
            models.Index(stage_rank(), "name", "id", name="customer_by_stage_rank"),
            models.Index(
                "party_type", "name", "id", name="customer_by_party", condition=~Q(party_type=PartyType.INDIVIDUAL)
            ),
            models.Index(
                "language", "name", "id", name="customer_by_language", condition=~Q(language=Language.INDONESIAN)
            ),
            models.Index(
                "acquisition_source", "name", "id", name="customer_by_source", condition=~Q(acquisition_source="")
            ),
            models.Index("exit_reason", "name", "id", name="customer_by_exit", condition=~Q(exit_reason="")),
            models.Index("birth_date", name="customer_by_birth_date", condition=Q(birth_date__isnull=False)),
            models.Index("name", "id", name="customer_not_contacted", condition=Q(do_not_contact=True)),
            models.Index("name", "id", name="customer_not_surveyed", condition=Q(survey_consent=False)),
            models.Index("name", "id", name="customer_for_tests", condition=Q(is_test=True)),
            GinIndex(OpClass("custom_values", name="jsonb_path_ops"), name="customer_by_custom_value"),
            models.Index(
                OpClass(PlainText(F("name")), name="text_pattern_ops"), F("id"), name="customer_by_plain_name"
            ),
            # A long list of words not yet sorted in would slow down every search.
            GinIndex(Words(F("name"), F("city")), name="customer_words", gin_pending_list_limit=256),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=Kind.EXTERNAL) | Q(department__isnull=False), name="internal_customer_has_department"
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="customer_not_merged_into_itself"),
            models.CheckConstraint(condition=Q(exit_reason="") | Q(exit_date__isnull=False), name="exit_has_date"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("customers:customer_detail", args=[self.pk])

    @property
    def is_nobody(self) -> bool:
        return self.external_id == NOBODY

    @property
    def is_internal(self) -> bool:
        return self.kind == Kind.INTERNAL

    @cached_property
    def record_ids(self) -> list[int]:
        """This record and the duplicates folded into it: what happened to any of them happened to this customer."""
        return [self.pk, *self.duplicates.values_list("pk", flat=True)]

    @property
    def greeting_name(self) -> str:
        """Name with the form of address where it is known: "Bapak Budi Santoso"."""
        if not self.salutation:
            return self.name
        # The list of choices says "Mrs/Ms"; nobody is addressed with a stroke.
        form = _("Ms") if self.salutation == Salutation.MRS else self.get_salutation_display()
        return f"{form} {self.name}"


keep_words(Customer, NameWord, "name", "city")


@audited(personal=["typed", "digits", "e164"])
class Phone(models.Model):
    """A phone number: as it was typed, its digits for search, and the international form."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="phones", verbose_name=_("customer"))
    typed = models.CharField(_("phone number"), max_length=40)
    digits = models.CharField(_("digits"), max_length=20, editable=False)  # national, without 0 or 62
    e164 = models.CharField(_("international form"), max_length=20, blank=True, editable=False)
    is_mobile = models.BooleanField(_("mobile number"), default=False, editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("phone number")
        verbose_name_plural = _("phone numbers")
        ordering = ["position", "id"]
        indexes = [
            models.Index(OpClass("digits", name="text_pattern_ops"), name="phone_by_beginning"),
            models.Index(OpClass(Reverse("digits"), name="text_pattern_ops"), name="phone_by_end"),
            GinIndex(OpClass("digits", name="gin_trgm_ops"), name="phone_digits_trigrams"),
            models.Index("e164", name="phone_by_e164"),
        ]
        constraints = [models.UniqueConstraint("customer", "digits", name="phone_once_per_customer")]

    def __str__(self) -> str:
        return self.typed


class StandingChange(models.Model):
    """The history of standings: which was in force from which day, and why. Figures use the one at a year's start."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="standing_changes", verbose_name=_("customer"))
    standing = models.CharField(_("standing"), max_length=10, choices=Standing)
    effective_from = models.DateField(_("from"))
    source = models.CharField(_("set by"), max_length=10, choices=StandingSource)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")

    class Meta:
        verbose_name = _("change of standing")
        verbose_name_plural = _("changes of standing")
        ordering = ["-effective_from", "-id"]
        constraints = [models.UniqueConstraint("customer", "effective_from", name="one_standing_a_day")]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.standing} {self.effective_from}"
