"""Blocks that the apps above put on the customer's page, without being imported by it.

An upper app calls `register_panel` when it gets ready. Slot "main" is under the customer's facts on the customer page;
slot "side" also stands beside the complaint form while the customer is on the phone.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from customers.models import Customer

Slot = Literal["main", "side"]


@dataclass(frozen=True)
class Panel:
    """One block: its heading, and the template of what stands under it."""

    title: Any
    template: str
    context: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class RenderedPanel:
    name: str
    title: Any
    html: SafeString


Build = Callable[[HttpRequest, Customer], Panel | None]


@dataclass(frozen=True)
class _Registered:
    name: str
    position: int
    slot: Slot
    build: Build


_panels: dict[str, _Registered] = {}


def register_panel(name: str, *, position: int, slot: Slot = "main", build: Build) -> None:
    """Show what `build` makes on every customer's page; None leaves the panel out. Lower positions come first."""
    _panels[name] = _Registered(name, position, slot, build)


def panels_of(request: HttpRequest, customer: Customer, *slots: Slot) -> list[RenderedPanel]:
    """The panels of these slots that have something to say about this customer, rendered."""
    wanted = sorted((panel for panel in _panels.values() if panel.slot in slots), key=lambda panel: panel.position)
    built = ((panel.name, panel.build(request, customer)) for panel in wanted)
    return [
        RenderedPanel(
            name, panel.title, render_to_string(panel.template, {**panel.context, "customer": customer}, request)
        )
        for name, panel in built
        if panel is not None
    ]
