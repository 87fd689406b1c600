"""Fragments for other forms: who is calling, and is this customer known already."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

from accounts.permissions import staff_required
from customers.panels import panels_of
from customers.phones import is_run_of_digits
from customers.queries import possible_duplicates, search_customers, transaction_totals
from customers.views.records import get_customer

HITS = 8
SHORTEST = 2


@staff_required
@require_safe
def customer_lookup(request: HttpRequest) -> HttpResponse:
    """Lines to choose a caller from, for a text typed so far; the last line adds somebody unknown.

    `next` is the page each line leads to where there is no script, with the customer in its parameter `param`.
    """
    text = request.GET.get("find", "").strip()[:100]
    next_url, param = request.GET.get("next", ""), request.GET.get("param", "")
    context = {
        "text": text,
        "hits": search_customers(text, limit=HITS) if len(text) >= SHORTEST else [],
        "is_phone": is_run_of_digits(text),
        "next": next_url if url_has_allowed_host_and_scheme(next_url, None) else "",
        "param": param if param.isidentifier() else "customer",
    }
    return render(request, "customers/_lookup_hits.html", context)


@staff_required
@require_safe
def customer_card(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is this, beside a form: the facts in short, and what the apps above say of them."""
    customer = get_customer(pk)
    customer = customer.merged_into or customer
    context = {
        "customer": customer,
        "totals": transaction_totals(customer.record_ids, currency=settings.DEFAULT_CURRENCY),
        "side_panels": panels_of(request, customer, "side"),
    }
    return render(request, "customers/_customer_card.html", context)


@staff_required
@require_safe
def duplicate_hints(request: HttpRequest) -> HttpResponse:
    """Who may be the same customer as the one being typed; a hint, never a hindrance."""
    exclude = request.GET.get("exclude", "")
    hits = possible_duplicates(
        name=request.GET.get("name", "")[:200],
        phones=[text[:40] for text in request.GET.getlist("phones")[:20]],
        email=request.GET.get("email", "")[:254],
        exclude_pk=int(exclude) if exclude.isascii() and exclude.isdecimal() and len(exclude) < 18 else None,
    )
    return render(request, "customers/_duplicate_hints.html", {"hits": hits})


@staff_required
@require_safe
def phone_row(request: HttpRequest) -> HttpResponse:
    """One more empty box for a phone number."""
    return render(request, "customers/widgets/_phone_row.html", {"name": "phones", "value": ""})
