"""Template tags and filters every screen uses; described with snippets in docs/frontend.md."""

from datetime import datetime
from functools import lru_cache

from django import template
from django.template import Context
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, ResolverMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from heroicons.templatetags.heroicons import heroicon_micro

from common import formats, phones
from common.charts import Chart
from common.marking import marked

register = template.Library()

for name in ("number", "percent", "money", "compact", "compact_money", "longdate", "shortdate", "clock"):
    register.filter(name, getattr(formats, name))
register.filter("datetime", formats.moment)
register.filter("phone", phones.phone_display)
register.filter("whatsapp_url", phones.whatsapp_url)
register.filter("marked", marked)

# Shapes differ as much as colours do, so that a badge is read without either.
_BADGE_SHAPES = {
    "new": '<circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="1.5"/>',
    "progress": '<circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" stroke-width="1.5"/>'
    '<path d="M6 2a4 4 0 0 0 0 8z" fill="currentColor"/>',
    "waiting": '<path d="M3 2.5h2v7H3zM7 2.5h2v7H7z" fill="currentColor"/>',
    "alert": '<path d="M6 1.5 11 10.5H1z" fill="currentColor"/>',
    "done": '<path d="m2 6.5 2.8 2.8L10 3.4" fill="none" stroke="currentColor" stroke-width="1.8"/>',
    "closed": '<path d="M2.5 2.5h7v7h-7z" fill="currentColor"/>',
    "primary": '<path d="m6 .9 1.5 3.3 3.6.4-2.7 2.4.8 3.5L6 8.7l-3.2 1.8.8-3.5L.9 4.6l3.6-.4z" fill="currentColor"/>',
}

_MANAGERS = {"manager", "admin"}
_NAVIGATION = (
    ("home", _("Home"), "b", None),
    ("customers:customer_list", _("Customers"), "p", None),
    ("complaints:complaint_list", _("Complaints"), "k", None),
    ("surveys:survey_list", _("Surveys"), "s", None),
    ("loyalty:programme_list", _("Loyalty"), "l", None),
    ("retention:dashboard", _("Retention"), "r", _MANAGERS),
)


@register.simple_tag
def icon(name: str, size: int = 16) -> SafeString:
    """Inline picture beside a word; hidden from screen readers because the word says it."""
    return _icon(str(name), size)


@lru_cache(maxsize=512)
def _icon(name: str, size: int) -> SafeString:
    return mark_safe(heroicon_micro(name, size=size, **{"class": "icon", "aria-hidden": "true"}))  # noqa: S308 - a file of the package


@register.simple_tag
def badge(tone: str, label: str) -> SafeString:
    """State as shape, word and colour. Tones: new, progress, waiting, alert, done, closed, primary."""
    shape = _BADGE_SHAPES.get(tone, _BADGE_SHAPES["closed"])
    return format_html(
        '<span class="p-badge tone-{}"><svg class="icon" width="12" height="12" viewBox="0 0 12 12" '
        'aria-hidden="true">{}</svg>{}</span>',
        tone,
        mark_safe(shape),  # noqa: S308 - one of the constants above
        label,
    )


@register.filter
def relative_time(value: datetime | None) -> SafeString | str:
    """How long ago, with the exact moment on hover and for machines."""
    if not value:
        return formats.NOTHING
    return format_html(
        '<time datetime="{}" title="{}">{}</time>', value.isoformat(), formats.moment(value), formats.relative(value)
    )


@register.filter
def before_error(label: object) -> str:
    """The name of a field before what is wrong with it; a question keeps its mark and gets no colon."""
    text = str(label)
    return text if text.endswith(("?", "!", ".", ":")) else f"{text}:"


@register.filter
def theme_of(user: object) -> str:
    """ "light", "dark" or "auto"; visitors follow their system."""
    theme = getattr(user, "theme", "")
    return theme if theme in {"light", "dark"} else "auto"


@register.simple_tag(takes_context=True)
def navigation(context: Context) -> list[dict[str, object]]:
    """Entries of the top bar that the signed-in person may open."""
    request = context.get("request")
    role = getattr(getattr(request, "user", None), "role", "")
    here = getattr(request, "resolver_match", None)
    entries = []
    for view, label, key, roles in _NAVIGATION:
        address = _address(view)
        if address and (roles is None or role in roles):
            entries.append({"url": address, "label": label, "key": key, "current": _is_current(view, here)})
    return entries


def _address(view: str) -> str:
    try:
        return reverse(view)
    except NoReverseMatch:
        return ""


def _is_current(view: str, here: ResolverMatch | None) -> bool:
    if here is None:
        return False
    return here.app_name == view.split(":")[0] if ":" in view else here.view_name == view


@register.simple_tag
def chart(figure: Chart) -> SafeString:
    """Draw a chart made by common.charts."""
    return mark_safe(render_to_string(figure.template, {"chart": figure}))  # noqa: S308 - rendered by a template
