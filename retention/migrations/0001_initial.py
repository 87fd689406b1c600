import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.serializers.json
import django.core.validators
import django.db.models.deletion
import django.db.models.expressions
import django.utils.timezone
import retention.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("customers", "0002_initial"),
        ("pghistory", "0007_auto_20250421_0444"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FiscalYear",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=20, unique=True, verbose_name="name")),
                ("starts_on", models.DateField(unique=True, verbose_name="first day")),
                ("ends_on", models.DateField(unique=True, verbose_name="last day")),
            ],
            options={
                "verbose_name": "fiscal year",
                "verbose_name_plural": "fiscal years",
                "ordering": ["-starts_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))), name="fiscal_year_ends_after_start"
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            (
                                retention.models.DateRange(
                                    "starts_on",
                                    "ends_on",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_upper=True),
                                ),
                                "&&",
                            )
                        ],
                        name="fiscal_years_do_not_overlap",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FiscalYearEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("name", models.CharField(max_length=20, verbose_name="name")),
                ("starts_on", models.DateField(verbose_name="first day")),
                ("ends_on", models.DateField(verbose_name="last day")),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="retention.fiscalyear",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RetentionPolicy",
            fields=[
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                (
                    "window_months",
                    models.PositiveSmallIntegerField(
                        default=12,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="months in which a customer must have done business to be active",
                    ),
                ),
                ("fiscal_year_start", models.CharField(max_length=5, verbose_name="first day of fiscal years")),
                (
                    "target_rate",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=4,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1),
                        ],
                        verbose_name="share of customers to keep",
                    ),
                ),
            ],
            options={
                "verbose_name": "retention policy",
                "verbose_name_plural": "retention policy",
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("id", 1)), name="retention_policy_single_row"),
                    models.CheckConstraint(
                        condition=models.Q(("window_months__gte", 1), ("window_months__lte", 60)),
                        name="retention_window_in_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RetentionPolicyEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                ("id", models.PositiveSmallIntegerField(default=1, editable=False, serialize=False)),
                (
                    "window_months",
                    models.PositiveSmallIntegerField(
                        default=12,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(60),
                        ],
                        verbose_name="months in which a customer must have done business to be active",
                    ),
                ),
                ("fiscal_year_start", models.CharField(max_length=5, verbose_name="first day of fiscal years")),
                (
                    "target_rate",
                    models.DecimalField(
                        blank=True,
                        decimal_places=3,
                        max_digits=4,
                        null=True,
                        validators=[
                            django.core.validators.MinValueValidator(0),
                            django.core.validators.MaxValueValidator(1),
                        ],
                        verbose_name="share of customers to keep",
                    ),
                ),
                (
                    "pgh_context",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="pghistory.context",
                    ),
                ),
                (
                    "pgh_obj",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="events",
                        to="retention.retentionpolicy",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="YearResult",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "panel",
                    models.CharField(
                        choices=[("external", "External customers"), ("internal", "Internal customers")],
                        default="external",
                        max_length=10,
                        verbose_name="panel",
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                (
                    "status",
                    models.CharField(
                        choices=[("running", "running"), ("provisional", "provisional"), ("final", "final")],
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("as_of", models.DateField(verbose_name="counted until")),
                ("cutoff", models.DateTimeField(verbose_name="known until")),
                ("window_months", models.PositiveSmallIntegerField(verbose_name="window in months")),
                ("opening", models.PositiveIntegerField(verbose_name="customers at the start")),
                ("closing", models.PositiveIntegerField(verbose_name="customers at the end")),
                ("kept", models.PositiveIntegerField(verbose_name="kept")),
                ("lost", models.PositiveIntegerField(verbose_name="lost")),
                ("new", models.PositiveIntegerField(verbose_name="new")),
                ("won_back", models.PositiveIntegerField(verbose_name="won back")),
                ("controllable_opening", models.PositiveIntegerField()),
                ("controllable_kept", models.PositiveIntegerField()),
                ("revenue_before", models.DecimalField(decimal_places=2, max_digits=22)),
                ("revenue", models.DecimalField(decimal_places=2, max_digits=22)),
                ("revenue_gross", models.DecimalField(decimal_places=2, max_digits=22)),
                ("breakdown", models.JSONField(default=dict, encoder=django.core.serializers.json.DjangoJSONEncoder)),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("computed_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="computed")),
                ("signed_at", models.DateTimeField(null=True, verbose_name="signed off")),
                (
                    "fiscal_year",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="retention.fiscalyear",
                        verbose_name="fiscal year",
                    ),
                ),
                (
                    "signed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="signed off by",
                    ),
                ),
            ],
            options={
                "verbose_name": "result of a year",
                "verbose_name_plural": "results of years",
                "ordering": ["-fiscal_year__starts_on", "panel", "-version"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("fiscal_year"), models.F("panel"), models.F("version"), name="one_result_per_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "opening",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("kept"), "+", models.F("lost")
                                ),
                            ),
                            (
                                "closing",
                                django.db.models.expressions.CombinedExpression(
                                    django.db.models.expressions.CombinedExpression(
                                        models.F("kept"), "+", models.F("new")
                                    ),
                                    "+",
                                    models.F("won_back"),
                                ),
                            ),
                        ),
                        name="year_result_adds_up",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "final"), _negated=True), ("signed_at__isnull", False), _connector="OR"
                        ),
                        name="final_result_is_signed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("status", "running"), ("version", 0)),
                            models.Q(("version__gt", 0), models.Q(("status", "running"), _negated=True)),
                            _connector="OR",
                        ),
                        name="running_result_is_version_0",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="YearResultCustomer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "group",
                    models.CharField(
                        choices=[("kept", "Kept"), ("lost", "Lost"), ("new", "New"), ("won_back", "Won back")],
                        max_length=8,
                        verbose_name="group",
                    ),
                ),
                (
                    "standing",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("primary", "Primary customer"),
                            ("secondary", "Secondary customer"),
                            ("prospect", "Prospective customer"),
                        ],
                        max_length=10,
                        verbose_name="standing",
                    ),
                ),
                (
                    "party_type",
                    models.CharField(
                        choices=[
                            ("individual", "Person"),
                            ("organisation", "Organisation"),
                            ("community", "Community"),
                        ],
                        max_length=12,
                        verbose_name="type",
                    ),
                ),
                ("city", models.CharField(blank=True, max_length=100, verbose_name="city")),
                ("unit", models.CharField(blank=True, max_length=80, verbose_name="unit")),
                ("source", models.CharField(blank=True, max_length=60, verbose_name="came to us through")),
                (
                    "exit_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("deceased", "Deceased"),
                            ("closed", "Business closed"),
                            ("blocked", "Blocked"),
                            ("moved", "Moved away"),
                            ("price", "Price or competitor"),
                            ("dissatisfied", "Dissatisfied"),
                            ("other", "Other reason"),
                        ],
                        max_length=15,
                        verbose_name="reason for leaving",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("resolved", "Complained and resolved"),
                            ("unresolved", "Complained and not resolved"),
                            ("silent", "Dissatisfied and silent"),
                            ("satisfied", "Satisfied"),
                            ("unknown", "Unknown"),
                        ],
                        max_length=10,
                        verbose_name="complaint outcome",
                    ),
                ),
                ("is_involuntary", models.BooleanField(default=False, verbose_name="died, closed or blocked")),
                (
                    "revenue_before",
                    models.DecimalField(decimal_places=2, max_digits=20, verbose_name="revenue of the year before"),
                ),
                ("revenue", models.DecimalField(decimal_places=2, max_digits=20, verbose_name="revenue of the year")),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="year_results",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "result",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="members", to="retention.yearresult"
                    ),
                ),
            ],
            options={
                "verbose_name": "customer of a result",
                "verbose_name_plural": "customers of a result",
                "indexes": [
                    models.Index(
                        models.F("result"),
                        models.F("group"),
                        models.OrderBy(models.F("revenue_before"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="result_customers_by_money",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(models.F("customer"), models.F("result"), name="customer_once_per_result")
                ],
            },
        ),
        migrations.CreateModel(
            name="AtRisk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("last_business_on", models.DateField(null=True, verbose_name="last business")),
                ("quiet_days", models.PositiveIntegerField(default=0, verbose_name="days without business")),
                ("usual_gap_days", models.PositiveIntegerField(null=True, verbose_name="usual days between business")),
                ("is_quiet", models.BooleanField(default=False, verbose_name="quieter than usual")),
                ("has_open_complaint", models.BooleanField(default=False, verbose_name="open complaint")),
                ("has_low_score", models.BooleanField(default=False, verbose_name="low score")),
                (
                    "revenue_before",
                    models.DecimalField(decimal_places=2, max_digits=20, verbose_name="revenue of the year before"),
                ),
                ("computed_at", models.DateTimeField(verbose_name="computed")),
                (
                    "customer",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="at_risk",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
            ],
            options={
                "verbose_name": "customer at risk",
                "verbose_name_plural": "customers at risk",
                "indexes": [
                    models.Index(
                        models.OrderBy(models.F("revenue_before"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="at_risk_by_money",
                    )
                ],
            },
        ),
    ]
