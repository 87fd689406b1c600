"""The history of a customer by itself: to read on, and on paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import staff_required
from customers.forms.history import HistoryForm
from customers.queries.timeline import PRINTED, timeline_of
from customers.views.history_list import history_of
from customers.views.records import get_customer


@staff_required
@require_safe
def customer_timeline(request: HttpRequest, pk: int) -> HttpResponse:
    """A page of its own; for htmx the next older items, or what is found with other filters."""
    customer = get_customer(pk)
    context = {"customer": customer, **history_of(request, customer)}
    if not request.htmx:
        return render(request, "customers/customer_timeline.html", context)
    if request.htmx.target != "history-found":
        return render(request, "customers/_timeline_items.html", context)
    response = render(request, "customers/_timeline_found.html", context)
    page = (request.htmx.current_url_abs_path or request.path).partition("?")[0]
    response["HX-Replace-Url"] = f"{page}?{context['history_query']}"
    return response


@staff_required
@require_safe
def customer_timeline_print(request: HttpRequest, pk: int) -> HttpResponse:
    """What the filters leave of the history on paper, the newest first, as far as a sane pile of paper goes."""
    customer = get_customer(pk)
    form = HistoryForm(request.GET)
    page = timeline_of(customer, user=request.user, wanted=form.wanted, before=form.place, limit=PRINTED)
    context = {
        "customer": customer,
        "items": page.items,
        "limit": PRINTED if page.older else 0,
        "history_form": form,
        "now": timezone.now(),
    }
    return render(request, "customers/customer_timeline_print.html", context)
