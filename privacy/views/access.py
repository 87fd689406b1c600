from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import manager_required
from common.paging import KeysetPage
from customers.models import Customer
from privacy import queries
from privacy.forms import AccessFilterForm, DownloadFilterForm

TABS = (queries.ALL, queries.WATCHED, queries.CONFIDENTIAL)


@manager_required
@require_safe
def access_list(request: HttpRequest) -> HttpResponse:
    """Who looked at whose data, newest first; of all records, the watched ones, or what is confidential."""
    form = AccessFilterForm(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    tab = request.GET.get("tab", "")
    tab = tab if tab in TABS else queries.ALL
    customer, is_unknown = _customer(chosen.get("customer", ""))
    entries = queries.looks(
        user=request.user,
        tab=tab,
        chosen=queries.AccessFilter(
            user=chosen.get("user"),
            customer=customer,
            kind=chosen.get("kind", ""),
            since=chosen.get("since"),
            until=chosen.get("until"),
        ),
    )
    context = {
        "form": form,
        "tab": tab,
        "tabs": _tabs(tab),
        "page": KeysetPage(entries.none() if is_unknown else entries, order=("-at", "-id"), params=request.GET),
        "customer": customer,
    }
    return render(request, "privacy/access_list.html", context, status=422 if form.errors else 200)


def _customer(text: str) -> tuple[Customer | None, bool]:
    """The customer of this number; and whether something was typed that is nobody's."""
    found = Customer.objects.filter(number=text.upper()).first() if text else None
    return found, bool(text) and found is None


def _tabs(current: str) -> list[dict[str, Any]]:
    address = reverse("privacy:access_list")
    labels = {queries.ALL: _("All"), queries.WATCHED: _("Watched records"), queries.CONFIDENTIAL: _("Confidential")}
    return [
        {"label": label, "url": f"{address}?{urlencode({'tab': tab})}", "is_current": tab == current, "count": None}
        for tab, label in labels.items()
    ]


@manager_required
@require_safe
def download_list(request: HttpRequest) -> HttpResponse:
    """Which lists and files were taken along, by whom."""
    form = DownloadFilterForm(request.GET or None)
    chosen = form.cleaned_data if form.is_valid() else {}
    found = queries.downloads(user=chosen.get("user"), since=chosen.get("since"), until=chosen.get("until"))
    context = {"form": form, "page": KeysetPage(found, order=("-at", "-id"), params=request.GET)}
    return render(request, "privacy/download_list.html", context, status=422 if form.errors else 200)
