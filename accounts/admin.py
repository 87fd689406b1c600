from django.contrib import admin

from accounts.models import Department, Organisation, User


@admin.register(User)
class UserAdmin(admin.ModelAdmin):
    list_display = ["full_name", "email", "role", "department", "is_active"]
    list_filter = ["role", "is_active"]
    search_fields = ["full_name", "email"]
    exclude = ["password", "last_login"]

    def has_add_permission(self, request) -> bool:
        return False  # people are added and changed on our own page, which knows the rules

    def has_change_permission(self, request, obj=None) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False  # people are switched off, their work stays theirs


@admin.register(Department)
class DepartmentAdmin(admin.ModelAdmin):
    """Deleting is refused by what hangs on a department; the refusal would list confidential complaints."""

    list_display = ["name", "parent", "is_active"]
    search_fields = ["name"]

    def has_delete_permission(self, request, obj=None) -> bool:
        return False


@admin.register(Organisation)
class OrganisationAdmin(admin.ModelAdmin):
    list_display = ["name", "contact_email", "contact_phone"]

    def has_add_permission(self, request) -> bool:
        return False

    def has_delete_permission(self, request, obj=None) -> bool:
        return False
