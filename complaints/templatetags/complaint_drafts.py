from typing import Any

from django import template

from complaints.drafting import PLACES, address_of
from complaints.models import Draft

register = template.Library()


@register.filter
def draft_address(draft: Draft) -> str:
    """Where one goes on writing."""
    return address_of(draft)


@register.filter
def draft_form(draft: Draft) -> Any:
    """Which form it belongs to, in words."""
    return PLACES.get(draft.place, "")
