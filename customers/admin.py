from django.contrib import admin

from customers.models import (
    Contract,
    Customer,
    CustomerMerge,
    FollowUp,
    ImportRun,
    Interaction,
    Phone,
    ServiceRelation,
    StandingChange,
    StandingPolicy,
    Transaction,
)


class ReadOnly:
    """For looking things up: changes are made on our own pages, which know the rules."""

    def has_add_permission(self, request, obj=None) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


class ReadOnlyAdmin(ReadOnly, admin.ModelAdmin):
    show_full_result_count = False
    list_per_page = 50


class PhoneInline(ReadOnly, admin.TabularInline):
    model = Phone
    extra = 0


@admin.register(Customer)
class CustomerAdmin(ReadOnlyAdmin):
    list_display = ["number", "name", "kind", "standing", "city"]
    list_filter = ["kind", "standing", "party_type"]
    search_fields = ["=number", "=external_id"]
    inlines = [PhoneInline]


@admin.register(StandingChange)
class StandingChangeAdmin(ReadOnlyAdmin):
    list_display = ["customer", "standing", "effective_from", "source", "reason"]
    list_select_related = ["customer"]
    search_fields = ["=customer__number"]


@admin.register(Transaction)
class TransactionAdmin(ReadOnlyAdmin):
    list_display = ["reference", "customer", "kind", "status", "amount", "currency", "occurred_at"]
    list_select_related = ["customer"]
    search_fields = ["=reference", "=customer__number"]


@admin.register(CustomerMerge)
class CustomerMergeAdmin(ReadOnlyAdmin):
    list_display = ["duplicate", "survivor", "merged_at", "undone_at"]
    list_select_related = ["duplicate", "survivor"]


@admin.register(FollowUp)
class FollowUpAdmin(ReadOnlyAdmin):
    list_display = ["task", "customer", "owner", "due_at", "done_at"]
    list_select_related = ["customer", "owner"]


@admin.register(Interaction)
class InteractionAdmin(ReadOnlyAdmin):
    list_display = ["summary", "customer", "kind", "happened_at", "user"]
    list_select_related = ["customer", "user"]


@admin.register(ServiceRelation)
class ServiceRelationAdmin(ReadOnlyAdmin):
    list_display = ["provider", "consumer", "service"]
    list_select_related = ["provider", "consumer"]


admin.site.register([Contract, ImportRun, StandingPolicy], ReadOnlyAdmin)
