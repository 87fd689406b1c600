from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.permissions import staff_required
from common.errors import AppError, StaleRecord
from customers import services
from customers.enums import InteractionKind
from customers.forms import InteractionEditForm, InteractionForm
from customers.forms.fields import due_on, moment_on
from customers.models import Interaction
from customers.permissions import can_correct_interaction
from customers.services.interactions import CORRECTABLE
from customers.views.records import get_customer
from customers.views.small_forms import at_field, back_to, small_form

_FORM_FIELDS = {"happened_at": "happened_on", "next_due_at": "next_due_on"}


@staff_required
def interaction_create(request: HttpRequest, pk: int) -> HttpResponse:
    """Note a call, visit or message, and what is to be done next; `?kind=` chooses what it was."""
    customer = get_customer(pk)
    form = InteractionForm(request.POST or None, initial=_initial(request.GET.get("kind", "")))
    if request.method == "POST" and form.is_valid():
        values, now = form.cleaned_data, timezone.now()
        try:
            services.log_interaction(
                customer=customer,
                **_of_interaction(values, now),
                next_step=_next_step(values, request.user),
                submission_key=values["submission_key"],
                at=now,
                by=request.user,
            )
        except AppError as error:
            form.add_app_error(at_field(error, **_FORM_FIELDS))
        else:
            messages.success(request, _("Noted; the follow-up is planned.") if values["next_task"] else _("Noted."))
            return back_to(customer)
    return small_form(request, form, customer=customer, title=_("Note a call, visit or message"), submit=_("Save note"))


def _initial(kind: str) -> dict[str, str]:
    return {"kind": kind} if kind in InteractionKind.values else {}


def _of_interaction(values: dict[str, Any], now: datetime) -> dict[str, Any]:
    """What the form says of the contact itself, as the services call it."""
    names = ("kind", "direction", "reached", "minutes", "summary", "details")
    moment = moment_on(values["happened_on"], now, values["happened_time"])
    return {**{name: values[name] for name in names}, "happened_at": moment}


def _next_step(values: dict[str, Any], user: User) -> services.NextStep | None:
    if not values["next_task"]:
        return None
    due_at = due_on(values["next_due_on"], values["next_due_time"])
    return services.NextStep(values["next_task"], due_at, values["next_owner"] or user)


@staff_required
def interaction_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Mend a slip in what one noted oneself, within a day."""
    interaction = _mine(request, pk)
    customer = interaction.customer
    local = timezone.localtime(interaction.happened_at)
    initial = {
        **{name: getattr(interaction, name) for name in CORRECTABLE},
        "happened_on": local.date(),
        "happened_time": local.time(),
        "version": interaction.version,
    }
    form = InteractionEditForm(request.POST or None, initial=initial)
    danger = {"label": _("Delete"), "url": reverse("customers:interaction_delete", args=[pk])}
    asked = {"customer": customer, "title": _("Correct a note"), "submit": _("Save changes"), "danger": danger}
    if request.method == "POST" and form.is_valid():
        now = timezone.now()
        try:
            services.correct_interaction(
                interaction=interaction,
                expected_version=form.cleaned_data["version"],
                at=now,
                by=request.user,
                **_of_interaction(form.cleaned_data, now),
            )
        except StaleRecord as stale:
            form.show_conflict(stale)
            return small_form(request, form, status=409, **asked)
        except AppError as error:
            form.add_app_error(at_field(error, **_FORM_FIELDS))
        else:
            messages.success(request, _("Corrected."))
            return back_to(customer, "timeline")
    return small_form(request, form, **asked)


@staff_required
@require_POST
def interaction_delete(request: HttpRequest, pk: int) -> HttpResponse:
    interaction = _mine(request, pk)
    services.delete_interaction(interaction=interaction, at=timezone.now(), by=request.user)
    messages.success(request, _("The note is deleted."))
    return back_to(interaction.customer, "timeline")


def _mine(request: HttpRequest, pk: int) -> Interaction:
    """What this person may still correct; for everybody else there is no such page."""
    rows = Interaction.objects.filter(customer__erased_at__isnull=True).select_related("customer__merged_into")
    interaction = get_object_or_404(rows, pk=pk)
    if not can_correct_interaction(request.user, interaction, timezone.now()):
        raise Http404
    return interaction
