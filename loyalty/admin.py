"""For administrators to look things up. What can be changed is changed on the pages of the programme."""

from django.contrib import admin

from loyalty.models import LedgerEntry, Membership, Programme, Redemption, Reward, SpecialDay, Tier


class ReadOnlyAdmin(admin.ModelAdmin):
    show_full_result_count = False

    def has_add_permission(self, request) -> bool:
        return False

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Programme)
class ProgrammeAdmin(ReadOnlyAdmin):
    list_display = ["name", "audience", "starts_on", "ends_on", "is_default", "is_active"]
    list_filter = ["audience", "is_active"]


@admin.register(Tier)
class TierAdmin(ReadOnlyAdmin):
    list_display = ["name", "programme", "min_points"]
    list_select_related = ["programme"]


@admin.register(Reward)
class RewardAdmin(ReadOnlyAdmin):
    list_display = ["name", "programme", "cost", "stock", "is_active"]
    list_filter = ["programme", "is_active"]
    list_select_related = ["programme"]


@admin.register(SpecialDay)
class SpecialDayAdmin(ReadOnlyAdmin):
    list_display = ["name", "programme", "occasion", "points", "is_active"]
    list_select_related = ["programme"]


@admin.register(Membership)
class MembershipAdmin(ReadOnlyAdmin):
    list_display = ["number", "customer", "programme", "balance", "enrolled_at", "left_at"]
    list_filter = ["programme"]
    list_select_related = ["customer", "programme"]


@admin.register(Redemption)
class RedemptionAdmin(ReadOnlyAdmin):
    list_display = ["code", "membership", "reward", "points", "status", "created_at"]
    list_filter = ["status"]
    list_select_related = ["membership", "reward"]
    search_fields = ["code"]


@admin.register(LedgerEntry)
class LedgerEntryAdmin(ReadOnlyAdmin):
    list_display = ["id", "membership", "kind", "points", "balance_after", "created_at", "reason"]
    list_filter = ["kind"]
    list_select_related = ["membership"]
    # What made an entry may be a confidential complaint.
    exclude = ["source_key"]
