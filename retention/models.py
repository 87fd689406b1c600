"""Fiscal years, their results and the customers behind each figure."""

from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.serializers.json import DjangoJSONEncoder
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from common.audit import audited
from common.models import Versioned
from customers.enums import ExitReason, PartyType, Standing
from customers.models import Customer
from retention.enums import Group, Outcome, Panel, ResultStatus


class DateRange(Func):
    function = "daterange"
    output_field = DateRangeField()


@audited()
class FiscalYear(Versioned):
    """The seed's *tahun buku*: local dates, both inclusive. Years follow each other without gap or overlap."""

    name = models.CharField(_("name"), max_length=20, unique=True)
    starts_on = models.DateField(_("first day"), unique=True)
    ends_on = models.DateField(_("last day"), unique=True)

    class Meta:
        verbose_name = _("fiscal year")
        verbose_name_plural = _("fiscal years")
        ordering = ["-starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gt=F("starts_on")), name="fiscal_year_ends_after_start"),
            ExclusionConstraint(
                name="fiscal_years_do_not_overlap",
                expressions=[
                    (
                        DateRange("starts_on", "ends_on", RangeBoundary(inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    )
                ],
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return f"{reverse('retention:dashboard')}?year={self.name}"


@audited()
class RetentionPolicy(Versioned):
    """How retention is counted, and the share of customers to keep. There is one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    window_months = models.PositiveSmallIntegerField(
        _("months in which a customer must have done business to be active"),
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    fiscal_year_start = models.CharField(_("first day of fiscal years"), max_length=5)
    target_rate = models.DecimalField(
        _("share of customers to keep"),
        max_digits=4,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(1)],
    )

    class Meta:
        verbose_name = _("retention policy")
        verbose_name_plural = _("retention policy")
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="retention_policy_single_row"),
            models.CheckConstraint(
                condition=Q(window_months__gte=1, window_months__lte=60), name="retention_window_in_range"
            ),
        ]

    def __str__(self) -> str:
        return str(_("Retention policy"))

    def get_absolute_url(self) -> str:
        return reverse("retention:policy")

    @classmethod
    def load(cls) -> "RetentionPolicy":
        """The one row; until somebody saves it, what the settings say (reading never writes)."""
        return cls.objects.first() or cls(fiscal_year_start=settings.FISCAL_YEAR_START)


class YearResult(models.Model):
    """What came out for a fiscal year: running until it ends, provisional until a manager signs it off, then final.

    Version 0 is the running year and is rewritten as it goes on; version 1 closes the year; each further version
    was published with a reason. The database refuses to change or delete a final one.
    """

    fiscal_year = models.ForeignKey(FiscalYear, models.PROTECT, related_name="results", verbose_name=_("fiscal year"))
    panel = models.CharField(_("panel"), max_length=10, choices=Panel, default=Panel.EXTERNAL)
    version = models.PositiveSmallIntegerField(_("version"))
    status = models.CharField(_("status"), max_length=12, choices=ResultStatus)
    as_of = models.DateField(_("counted until"))
    cutoff = models.DateTimeField(_("known until"))
    window_months = models.PositiveSmallIntegerField(_("window in months"))
    opening = models.PositiveIntegerField(_("customers at the start"))
    closing = models.PositiveIntegerField(_("customers at the end"))
    kept = models.PositiveIntegerField(_("kept"))
    lost = models.PositiveIntegerField(_("lost"))
    new = models.PositiveIntegerField(_("new"))
    won_back = models.PositiveIntegerField(_("won back"))
    controllable_opening = models.PositiveIntegerField()
    controllable_kept = models.PositiveIntegerField()
    revenue_before = models.DecimalField(max_digits=22, decimal_places=2)
    revenue = models.DecimalField(max_digits=22, decimal_places=2)
    revenue_gross = models.DecimalField(max_digits=22, decimal_places=2)
    # Parts of the whole by dimension, reasons of the lost, survival by month: shown without counting anew.
    breakdown = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    computed_at = models.DateTimeField(_("computed"), default=timezone.now)
    signed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("signed off by")
    )
    signed_at = models.DateTimeField(_("signed off"), null=True)

    class Meta:
        verbose_name = _("result of a year")
        verbose_name_plural = _("results of years")
        ordering = ["-fiscal_year__starts_on", "panel", "-version"]
        constraints = [
            models.UniqueConstraint("fiscal_year", "panel", "version", name="one_result_per_version"),
            models.CheckConstraint(
                condition=Q(opening=F("kept") + F("lost")) & Q(closing=F("kept") + F("new") + F("won_back")),
                name="year_result_adds_up",
            ),
            models.CheckConstraint(
                condition=~Q(status=ResultStatus.FINAL) | Q(signed_at__isnull=False), name="final_result_is_signed"
            ),
            models.CheckConstraint(
                condition=Q(version=0, status=ResultStatus.RUNNING)
                | (Q(version__gt=0) & ~Q(status=ResultStatus.RUNNING)),
                name="running_result_is_version_0",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="final_result_stays",
                operation=pgtrigger.Update | pgtrigger.Delete,
                condition=pgtrigger.Q(old__status=ResultStatus.FINAL),
            )
        ]

    def __str__(self) -> str:
        return f"{self.fiscal_year} {self.panel} {self.version}"

    @property
    def is_final(self) -> bool:
        return self.status == ResultStatus.FINAL

    @property
    def is_provisional(self) -> bool:
        """Not signed off: running or just ended."""
        return self.status != ResultStatus.FINAL


def _rows_of_final_results_stay(operation: Any, transition_table: str, name: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=name,
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=pgtrigger.Referencing(**{transition_table: "touched"}),
        func="""
            IF EXISTS (
                SELECT FROM touched JOIN retention_yearresult AS r ON r.id = touched.result_id WHERE r.status = 'final'
            ) THEN
                RAISE EXCEPTION 'The customers of a final result never change.';
            END IF;
            RETURN NULL;
        """,
    )


class YearResultCustomer(models.Model):
    """One customer of a result, with its segments at the start of the year. Rows of a final result never change."""

    # Two of the indexes below begin with these; more would only slow the writing of a million rows.
    result = models.ForeignKey(YearResult, models.CASCADE, related_name="members", db_index=False)
    customer = models.ForeignKey(
        Customer, models.PROTECT, related_name="year_results", verbose_name=_("customer"), db_index=False
    )
    group = models.CharField(_("group"), max_length=8, choices=Group)
    standing = models.CharField(_("standing"), max_length=10, choices=Standing, blank=True)
    party_type = models.CharField(_("type"), max_length=12, choices=PartyType)
    city = models.CharField(_("city"), max_length=100, blank=True)
    unit = models.CharField(_("unit"), max_length=80, blank=True)
    source = models.CharField(_("came to us through"), max_length=60, blank=True)
    exit_reason = models.CharField(_("reason for leaving"), max_length=15, choices=ExitReason, blank=True)
    outcome = models.CharField(_("complaint outcome"), max_length=10, choices=Outcome)
    is_involuntary = models.BooleanField(_("died, closed or blocked"), default=False)
    revenue_before = models.DecimalField(_("revenue of the year before"), max_digits=20, decimal_places=2)
    revenue = models.DecimalField(_("revenue of the year"), max_digits=20, decimal_places=2)

    class Meta:
        verbose_name = _("customer of a result")
        verbose_name_plural = _("customers of a result")
        indexes = [
            models.Index(
                "result", "group", F("revenue_before").desc(), F("id").desc(), name="result_customers_by_money"
            )
        ]
        constraints = [models.UniqueConstraint("customer", "result", name="customer_once_per_result")]
        triggers = [
            _rows_of_final_results_stay(pgtrigger.Insert, "new", "final_members_not_added"),
            _rows_of_final_results_stay(pgtrigger.Update, "old", "final_members_not_changed"),
            _rows_of_final_results_stay(pgtrigger.Delete, "old", "final_members_not_deleted"),
        ]

    def __str__(self) -> str:
        return f"{self.result_id} {self.customer_id} {self.group}"


class AtRisk(models.Model):
    """A customer of the running year's opening count who may be leaving; worked out anew with the running figures."""

    customer = models.OneToOneField(Customer, models.CASCADE, related_name="at_risk", verbose_name=_("customer"))
    last_business_on = models.DateField(_("last business"), null=True)
    quiet_days = models.PositiveIntegerField(_("days without business"), default=0)
    usual_gap_days = models.PositiveIntegerField(_("usual days between business"), null=True)
    is_quiet = models.BooleanField(_("quieter than usual"), default=False)
    has_open_complaint = models.BooleanField(_("open complaint"), default=False)
    has_low_score = models.BooleanField(_("low score"), default=False)
    revenue_before = models.DecimalField(_("revenue of the year before"), max_digits=20, decimal_places=2)
    computed_at = models.DateTimeField(_("computed"))

    class Meta:
        verbose_name = _("customer at risk")
        verbose_name_plural = _("customers at risk")
        indexes = [models.Index(F("revenue_before").desc(), F("id").desc(), name="at_risk_by_money")]

    def __str__(self) -> str:
        return f"{self.customer_id}"
