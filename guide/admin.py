from django.contrib import admin

from customers.admin import ReadOnlyAdmin
from guide.models import CharacterMark, GuideEntry


@admin.register(GuideEntry)
class GuideEntryAdmin(ReadOnlyAdmin):
    list_display = ["title_en", "topic", "position", "is_active"]
    list_filter = ["topic", "is_active"]


@admin.register(CharacterMark)
class CharacterMarkAdmin(ReadOnlyAdmin):
    list_display = ["customer", "character", "marked_at", "review_on", "ended_at"]
