"""The blocks and facts of a customer's page: our own, and those that the apps above add without being imported.

An app calls `register_panel` and `register_facts` when it gets ready. Slots of panels:

- "main": the wide column of the customer page, above the history;
- "side": the narrow column, and beside the complaint form while the customer is on the phone;
- "about": the narrow column of the customer page alone, under the "side" panels;
- "below": under the history. These are read when somebody scrolls there (`customer_below`), or with `?whole=1`.

Lower positions come first. Ours are at tens (`customers.record_panels`), so there is room before, between and after:
20 in "side" is kept for the handling guide.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from customers.models import Customer

Slot = Literal["main", "side", "about", "below"]


@dataclass(frozen=True)
class Link:
    """A way on from a panel, at the right of its heading."""

    label: Any
    url: str


@dataclass(frozen=True)
class Panel:
    """One block: its heading, and the template of what stands under it.

    `count` stands beside the heading. One that `is_urgent` stands first in its column, and open also on a phone.
    """

    title: Any
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)
    links: Sequence[Link] = ()
    count: int | None = None
    is_urgent: bool = False


@dataclass(frozen=True)
class RenderedPanel:
    name: str
    title: Any
    html: SafeString
    links: Sequence[Link]
    count: int | None
    is_urgent: bool


@dataclass(frozen=True)
class Fact:
    """One thing that staff must know within five seconds: what it is called, how it stands, half a sentence beside it.

    `tone` makes the value a badge (tones of {% badge %}); without one it is plain text.
    """

    label: Any
    value: Any
    note: Any = ""
    tone: str = ""
    url: str = ""


BuildPanel = Callable[[HttpRequest, Customer], Panel | None]
BuildFacts = Callable[[HttpRequest, Customer], Iterable[Fact]]


@dataclass(frozen=True)
class _RegisteredPanel:
    name: str
    position: int
    slot: Slot
    build: BuildPanel


@dataclass(frozen=True)
class _RegisteredFacts:
    position: int
    build: BuildFacts


_panels: dict[str, _RegisteredPanel] = {}
_facts: dict[str, _RegisteredFacts] = {}


def shared(customer: Customer, name: str, read: Callable[[], Any]) -> Any:
    """What `read()` gives, read once for this record: a panel and a fact may need the same rows."""
    kept = customer.__dict__.setdefault("_read_for_page", {})
    if name not in kept:
        kept[name] = read()
    return kept[name]


def register_panel(name: str, *, position: int, slot: Slot = "main", build: BuildPanel) -> None:
    """Show what `build` makes on every customer's page; None leaves the panel out. A name given again replaces."""
    _panels[name] = _RegisteredPanel(name, position, slot, build)


def register_facts(name: str, *, position: int, build: BuildFacts) -> None:
    """Put what `build` gives (nothing, one fact or several) into the head of every customer's page."""
    _facts[name] = _RegisteredFacts(position, build)


def panels_of(request: HttpRequest, customer: Customer, *slots: Slot) -> list[RenderedPanel]:
    """The panels of these slots that have something to say about this customer, rendered."""
    wanted = sorted((panel for panel in _panels.values() if panel.slot in slots), key=lambda panel: panel.position)
    built = ((panel.name, panel.build(request, customer)) for panel in wanted)
    return [_rendered(name, panel, request, customer) for name, panel in built if panel is not None]


def _rendered(name: str, panel: Panel, request: HttpRequest, customer: Customer) -> RenderedPanel:
    html = render_to_string(panel.template, {**panel.context, "customer": customer}, request)
    return RenderedPanel(name, panel.title, html, panel.links, panel.count, panel.is_urgent)


def facts_of(request: HttpRequest, customer: Customer) -> list[Fact]:
    """What the head of the customer's page says, in order."""
    wanted = sorted(_facts.values(), key=lambda facts: facts.position)
    return [fact for facts in wanted for fact in facts.build(request, customer)]
