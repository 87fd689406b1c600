import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import customers.models.customer


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0001_initial"),
        ("customers", "0001_search"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        migrations.CreateModel(
            name="Customer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "submission_key",
                    models.UUIDField(editable=False, null=True, unique=True, verbose_name="submission key"),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "number",
                    models.CharField(
                        db_default=customers.models.customer.CustomerNumber(),
                        editable=False,
                        max_length=20,
                        unique=True,
                        verbose_name="customer number",
                    ),
                ),
                (
                    "external_id",
                    models.CharField(
                        blank=True, max_length=80, null=True, unique=True, verbose_name="identifier in the source"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("external", "External"), ("internal", "Internal")],
                        default="external",
                        max_length=10,
                        verbose_name="kind",
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
                        default="individual",
                        max_length=12,
                        verbose_name="type",
                    ),
                ),
                ("is_commercial", models.BooleanField(default=True, verbose_name="buys for commercial use")),
                (
                    "buyer_role",
                    models.CharField(
                        choices=[("buyer", "Buyer"), ("end_user", "End user"), ("both", "Buyer and end user")],
                        default="both",
                        max_length=10,
                        verbose_name="role",
                    ),
                ),
                (
                    "salutation",
                    models.CharField(
                        blank=True,
                        choices=[("mr", "Mr"), ("mrs", "Mrs/Ms"), ("kak", "Kak")],
                        max_length=5,
                        verbose_name="form of address",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="full name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                (
                    "language",
                    models.CharField(
                        choices=[("id", "Indonesian"), ("en", "English")],
                        default="id",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("city", models.CharField(blank=True, max_length=100, verbose_name="city")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="address")),
                ("birth_date", models.DateField(blank=True, null=True, verbose_name="date of birth")),
                ("acquisition_source", models.CharField(blank=True, max_length=60, verbose_name="came to us through")),
                ("expectations", models.TextField(blank=True, max_length=4000, verbose_name="needs and expectations")),
                ("notes", models.TextField(blank=True, max_length=4000, verbose_name="notes")),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("primary", "Primary customer"),
                            ("secondary", "Secondary customer"),
                            ("prospect", "Prospective customer"),
                        ],
                        default="prospect",
                        max_length=10,
                        verbose_name="standing",
                    ),
                ),
                (
                    "standing_source",
                    models.CharField(
                        choices=[("policy", "Policy"), ("override", "Set by hand"), ("import", "Import")],
                        default="policy",
                        max_length=10,
                        verbose_name="standing set by",
                    ),
                ),
                ("survey_consent", models.BooleanField(default=True, verbose_name="may be asked in surveys")),
                ("do_not_contact", models.BooleanField(default=False, verbose_name="do not contact")),
                ("is_test", models.BooleanField(default=False, verbose_name="test record")),
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
                ("exit_date", models.DateField(blank=True, null=True, verbose_name="left on")),
                ("erased_at", models.DateTimeField(editable=False, null=True, verbose_name="personal data erased")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="added"),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="customers",
                        to="accounts.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="duplicates",
                        to="customers.customer",
                        verbose_name="merged into",
                    ),
                ),
            ],
            options={
                "verbose_name": "customer",
                "verbose_name_plural": "customers",
                "ordering": ["name", "id"],
                "indexes": [
                    models.Index(models.F("name"), models.F("id"), name="customer_by_name"),
                    models.Index(
                        models.OrderBy(models.F("created_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="customer_newest",
                    ),
                    models.Index(
                        models.F("kind"),
                        models.F("standing"),
                        models.F("name"),
                        models.F("id"),
                        name="customer_by_group",
                    ),
                    models.Index(
                        models.F("department"),
                        condition=models.Q(("department__isnull", False)),
                        name="customer_by_department",
                    ),
                    models.Index(
                        models.F("merged_into"),
                        condition=models.Q(("merged_into__isnull", False)),
                        name="customer_duplicates",
                    ),
                    models.Index(
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("email", ""), _negated=True),
                        name="customer_by_email",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass(
                            customers.models.customer.PlainText(models.F("name")), name="gin_trgm_ops"
                        ),
                        name="customer_name_trigrams",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind", "external"), ("department__isnull", False), _connector="OR"),
                        name="internal_customer_has_department",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("merged_into", models.F("id")), _negated=True),
                        name="customer_not_merged_into_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("exit_reason", ""), ("exit_date__isnull", False), _connector="OR"),
                        name="exit_has_date",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=20, verbose_name="kind")),
                ("filename", models.CharField(max_length=255, verbose_name="file")),
                ("sha256", models.CharField(max_length=64, verbose_name="checksum")),
                (
                    "status",
                    models.CharField(
                        choices=[("running", "running"), ("done", "done"), ("failed", "failed")],
                        default="running",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("rows", models.PositiveIntegerField(default=0, verbose_name="rows")),
                ("created", models.PositiveIntegerField(default=0, verbose_name="created")),
                ("updated", models.PositiveIntegerField(default=0, verbose_name="updated")),
                ("unchanged", models.PositiveIntegerField(default=0, verbose_name="unchanged")),
                ("rejected", models.PositiveIntegerField(default=0, verbose_name="rejected")),
                ("errors_file", models.CharField(blank=True, max_length=300, verbose_name="file of rejected rows")),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="started")),
                ("finished_at", models.DateTimeField(null=True, verbose_name="finished")),
                (
                    "started_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "ordering": ["-started_at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="ServiceRelation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("service", models.CharField(max_length=120, verbose_name="service")),
                (
                    "consumer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="services_received",
                        to="accounts.department",
                        verbose_name="served department",
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="services_given",
                        to="accounts.department",
                        verbose_name="serving department",
                    ),
                ),
            ],
            options={
                "verbose_name": "service relation",
                "verbose_name_plural": "service relations",
                "ordering": ["provider__name", "consumer__name", "service"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("provider"), models.F("consumer"), models.F("service"), name="service_relation_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("provider", models.F("consumer")), _negated=True),
                        name="service_relation_between_two",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Contract",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded")),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contracts",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
            ],
            options={
                "verbose_name": "contract",
                "verbose_name_plural": "contracts",
                "ordering": ["-starts_on", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("customer"), models.F("starts_on"), name="contract_once_per_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_on__isnull", True), ("ends_on__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="contract_ends_after_start",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CustomerEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("submission_key", models.UUIDField(editable=False, null=True, verbose_name="submission key")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="version")),
                (
                    "number",
                    models.CharField(
                        db_default=customers.models.customer.CustomerNumber(),
                        editable=False,
                        max_length=20,
                        verbose_name="customer number",
                    ),
                ),
                (
                    "external_id",
                    models.CharField(blank=True, max_length=80, null=True, verbose_name="identifier in the source"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("external", "External"), ("internal", "Internal")],
                        default="external",
                        max_length=10,
                        verbose_name="kind",
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
                        default="individual",
                        max_length=12,
                        verbose_name="type",
                    ),
                ),
                ("is_commercial", models.BooleanField(default=True, verbose_name="buys for commercial use")),
                (
                    "buyer_role",
                    models.CharField(
                        choices=[("buyer", "Buyer"), ("end_user", "End user"), ("both", "Buyer and end user")],
                        default="both",
                        max_length=10,
                        verbose_name="role",
                    ),
                ),
                (
                    "salutation",
                    models.CharField(
                        blank=True,
                        choices=[("mr", "Mr"), ("mrs", "Mrs/Ms"), ("kak", "Kak")],
                        max_length=5,
                        verbose_name="form of address",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="full name")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail address")),
                (
                    "language",
                    models.CharField(
                        choices=[("id", "Indonesian"), ("en", "English")],
                        default="id",
                        max_length=2,
                        verbose_name="language",
                    ),
                ),
                ("city", models.CharField(blank=True, max_length=100, verbose_name="city")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="address")),
                ("birth_date", models.DateField(blank=True, null=True, verbose_name="date of birth")),
                ("acquisition_source", models.CharField(blank=True, max_length=60, verbose_name="came to us through")),
                ("expectations", models.TextField(blank=True, max_length=4000, verbose_name="needs and expectations")),
                ("notes", models.TextField(blank=True, max_length=4000, verbose_name="notes")),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("primary", "Primary customer"),
                            ("secondary", "Secondary customer"),
                            ("prospect", "Prospective customer"),
                        ],
                        default="prospect",
                        max_length=10,
                        verbose_name="standing",
                    ),
                ),
                (
                    "standing_source",
                    models.CharField(
                        choices=[("policy", "Policy"), ("override", "Set by hand"), ("import", "Import")],
                        default="policy",
                        max_length=10,
                        verbose_name="standing set by",
                    ),
                ),
                ("survey_consent", models.BooleanField(default=True, verbose_name="may be asked in surveys")),
                ("do_not_contact", models.BooleanField(default=False, verbose_name="do not contact")),
                ("is_test", models.BooleanField(default=False, verbose_name="test record")),
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
                ("exit_date", models.DateField(blank=True, null=True, verbose_name="left on")),
                ("erased_at", models.DateTimeField(editable=False, null=True, verbose_name="personal data erased")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="added"),
                ),
                ("updated_at", models.DateTimeField(auto_now=True, verbose_name="changed")),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="added by",
                    ),
                ),
                (
                    "department",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.department",
                        verbose_name="department",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.customer",
                        verbose_name="merged into",
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
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CustomerMerge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("merged_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="merged")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone")),
                (
                    "duplicate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges",
                        to="customers.customer",
                        verbose_name="duplicate",
                    ),
                ),
                (
                    "merged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "survivor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="absorbed",
                        to="customers.customer",
                        verbose_name="survivor",
                    ),
                ),
            ],
            options={
                "verbose_name": "merge",
                "verbose_name_plural": "merges",
                "ordering": ["-merged_at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        models.F("duplicate"),
                        condition=models.Q(("undone_at__isnull", True)),
                        name="merged_into_one_survivor",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("duplicate", models.F("survivor")), _negated=True), name="merge_of_two"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "submission_key",
                    models.UUIDField(editable=False, null=True, unique=True, verbose_name="submission key"),
                ),
                ("task", models.CharField(max_length=300, verbose_name="what to do")),
                ("details", models.TextField(blank=True, max_length=4000, verbose_name="details")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("url", models.CharField(blank=True, editable=False, max_length=200, verbose_name="page")),
                (
                    "source_key",
                    models.CharField(editable=False, max_length=80, null=True, unique=True, verbose_name="made for"),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="added"),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
                ("outcome", models.CharField(blank=True, max_length=300, verbose_name="outcome")),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follow_ups",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
            ],
            options={
                "verbose_name": "follow-up",
                "verbose_name_plural": "follow-ups",
                "ordering": ["due_at", "id"],
                "indexes": [
                    models.Index(
                        models.F("owner"),
                        models.F("due_at"),
                        models.F("id"),
                        condition=models.Q(("done_at__isnull", True)),
                        name="follow_up_open_of_owner",
                    ),
                    models.Index(
                        models.F("due_at"),
                        models.F("id"),
                        condition=models.Q(("done_at__isnull", True)),
                        name="follow_up_open",
                    ),
                    models.Index(
                        models.F("customer"),
                        models.OrderBy(models.F("created_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="follow_up_of_customer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Interaction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "submission_key",
                    models.UUIDField(editable=False, null=True, unique=True, verbose_name="submission key"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("call", "Phone call"),
                            ("visit", "Visit"),
                            ("email", "E-mail"),
                            ("chat", "Chat"),
                            ("meeting", "Meeting"),
                        ],
                        default="call",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("summary", models.CharField(max_length=300, verbose_name="summary")),
                ("details", models.TextField(blank=True, max_length=4000, verbose_name="details")),
                ("happened_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="date and time")),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="interactions",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="staff member",
                    ),
                ),
            ],
            options={
                "verbose_name": "interaction",
                "verbose_name_plural": "interactions",
                "ordering": ["-happened_at", "-id"],
                "indexes": [
                    models.Index(
                        models.F("customer"),
                        models.OrderBy(models.F("happened_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="interaction_of_customer",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Phone",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("typed", models.CharField(max_length=40, verbose_name="phone number")),
                ("digits", models.CharField(editable=False, max_length=20, verbose_name="digits")),
                (
                    "e164",
                    models.CharField(blank=True, editable=False, max_length=20, verbose_name="international form"),
                ),
                ("is_mobile", models.BooleanField(default=False, editable=False, verbose_name="mobile number")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="phones",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
            ],
            options={
                "verbose_name": "phone number",
                "verbose_name_plural": "phone numbers",
                "ordering": ["position", "id"],
                "indexes": [
                    django.contrib.postgres.indexes.GinIndex(
                        django.contrib.postgres.indexes.OpClass("digits", name="gin_trgm_ops"),
                        name="phone_digits_trigrams",
                    ),
                    models.Index(models.F("e164"), name="phone_by_e164"),
                ],
                "constraints": [
                    models.UniqueConstraint(models.F("customer"), models.F("digits"), name="phone_once_per_customer")
                ],
            },
        ),
        migrations.CreateModel(
            name="StandingChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "standing",
                    models.CharField(
                        choices=[
                            ("primary", "Primary customer"),
                            ("secondary", "Secondary customer"),
                            ("prospect", "Prospective customer"),
                        ],
                        max_length=10,
                        verbose_name="standing",
                    ),
                ),
                ("effective_from", models.DateField(verbose_name="from")),
                (
                    "source",
                    models.CharField(
                        choices=[("policy", "Policy"), ("override", "Set by hand"), ("import", "Import")],
                        max_length=10,
                        verbose_name="set by",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                (
                    "recorded_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="recorded"),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="standing_changes",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "change of standing",
                "verbose_name_plural": "changes of standing",
                "ordering": ["-effective_from", "-id"],
                "constraints": [
                    models.UniqueConstraint(models.F("customer"), models.F("effective_from"), name="one_standing_a_day")
                ],
            },
        ),
        migrations.CreateModel(
            name="Transaction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=80, unique=True, verbose_name="reference")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("purchase", "Purchase"),
                            ("booking", "Booking"),
                            ("service", "Service"),
                            ("refund", "Refund"),
                            ("redemption", "Points redemption"),
                        ],
                        default="purchase",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("completed", "Completed"), ("pending", "Pending"), ("cancelled", "Cancelled")],
                        default="completed",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="amount")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("occurred_at", models.DateTimeField(verbose_name="date and time")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded")),
                ("unit", models.CharField(blank=True, max_length=80, verbose_name="unit")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="agreed due date")),
                (
                    "outstanding",
                    models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="outstanding amount"),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="transactions",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "refund_of",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refunds",
                        to="customers.transaction",
                        verbose_name="refund of",
                    ),
                ),
            ],
            options={
                "verbose_name": "transaction",
                "verbose_name_plural": "transactions",
                "ordering": ["-occurred_at", "-id"],
                "indexes": [
                    models.Index(
                        models.F("customer"),
                        models.OrderBy(models.F("occurred_at"), descending=True),
                        models.OrderBy(models.F("id"), descending=True),
                        name="transaction_of_customer",
                    ),
                    models.Index(models.F("recorded_at"), models.F("id"), name="transaction_by_recording"),
                    models.Index(
                        models.F("refund_of"),
                        condition=models.Q(("refund_of__isnull", False)),
                        name="transaction_refunds",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)), name="transaction_amount_not_negative"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outstanding__gte", 0), ("outstanding__lte", models.F("amount"))),
                        name="transaction_outstanding_in_range",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("refund_of__isnull", True), ("kind", "refund"), _connector="OR"),
                        name="only_refunds_refund",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceRelationEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("service", models.CharField(max_length=120, verbose_name="service")),
                (
                    "consumer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.department",
                        verbose_name="served department",
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
                        to="customers.servicerelation",
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="accounts.department",
                        verbose_name="serving department",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ContractEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("starts_on", models.DateField(verbose_name="from")),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="until")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded")),
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
                        to="customers.contract",
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CustomerMergeEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("merged_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="merged")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="undone")),
                (
                    "duplicate",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.customer",
                        verbose_name="duplicate",
                    ),
                ),
                (
                    "merged_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
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
                        to="customers.customermerge",
                    ),
                ),
                (
                    "survivor",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.customer",
                        verbose_name="survivor",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FollowUpEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("submission_key", models.UUIDField(editable=False, null=True, verbose_name="submission key")),
                ("task", models.CharField(max_length=300, verbose_name="what to do")),
                ("details", models.TextField(blank=True, max_length=4000, verbose_name="details")),
                ("due_at", models.DateTimeField(verbose_name="due")),
                ("url", models.CharField(blank=True, editable=False, max_length=200, verbose_name="page")),
                ("source_key", models.CharField(editable=False, max_length=80, null=True, verbose_name="made for")),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name="added"),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True, verbose_name="done")),
                ("outcome", models.CharField(blank=True, max_length=300, verbose_name="outcome")),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.customer",
                        verbose_name="customer",
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
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
                        to="customers.followup",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InteractionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("submission_key", models.UUIDField(editable=False, null=True, verbose_name="submission key")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("call", "Phone call"),
                            ("visit", "Visit"),
                            ("email", "E-mail"),
                            ("chat", "Chat"),
                            ("meeting", "Meeting"),
                        ],
                        default="call",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("summary", models.CharField(max_length=300, verbose_name="summary")),
                ("details", models.TextField(blank=True, max_length=4000, verbose_name="details")),
                ("happened_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="date and time")),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.customer",
                        verbose_name="customer",
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
                        to="customers.interaction",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="staff member",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PhoneEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("typed", models.CharField(max_length=40, verbose_name="phone number")),
                ("digits", models.CharField(editable=False, max_length=20, verbose_name="digits")),
                (
                    "e164",
                    models.CharField(blank=True, editable=False, max_length=20, verbose_name="international form"),
                ),
                ("is_mobile", models.BooleanField(default=False, editable=False, verbose_name="mobile number")),
                ("position", models.PositiveSmallIntegerField(default=0, verbose_name="position")),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.customer",
                        verbose_name="customer",
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
                        to="customers.phone",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="TransactionEvent",
            fields=[
                ("pgh_id", models.AutoField(primary_key=True, serialize=False)),
                ("pgh_created_at", models.DateTimeField(auto_now_add=True)),
                ("pgh_label", models.TextField(help_text="The event label.")),
                ("id", models.BigIntegerField()),
                ("reference", models.CharField(max_length=80, verbose_name="reference")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("purchase", "Purchase"),
                            ("booking", "Booking"),
                            ("service", "Service"),
                            ("refund", "Refund"),
                            ("redemption", "Points redemption"),
                        ],
                        default="purchase",
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[("completed", "Completed"), ("pending", "Pending"), ("cancelled", "Cancelled")],
                        default="completed",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("amount", models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="amount")),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("occurred_at", models.DateTimeField(verbose_name="date and time")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded")),
                ("unit", models.CharField(blank=True, max_length=80, verbose_name="unit")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="agreed due date")),
                (
                    "outstanding",
                    models.DecimalField(decimal_places=2, default=0, max_digits=18, verbose_name="outstanding amount"),
                ),
                (
                    "customer",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.customer",
                        verbose_name="customer",
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
                        to="customers.transaction",
                    ),
                ),
                (
                    "refund_of",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        related_query_name="+",
                        to="customers.transaction",
                        verbose_name="refund of",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
    ]
