"""Template tags of the pages of settings."""

from django import template
from django.template import Context

from accounts.settings_pages import SettingsPage, pages_of

register = template.Library()


@register.simple_tag(takes_context=True)
def settings_in(context: Context, group: str) -> list[SettingsPage]:
    """The pages of a group that the signed-in person may open: no link that ends in a refusal."""
    return pages_of(context["request"].user, group)
