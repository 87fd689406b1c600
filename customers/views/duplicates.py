"""The review queue: which records may be the same customer, and what somebody decides about them."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import manager_required, staff_required
from common.errors import AppError
from common.paging import KeysetPage
from customers import queries, services
from customers.enums import DuplicateReason, PairStatus
from customers.models import CommonValue, Customer, DuplicatePair

PAGE = 10
COMMON_SHOWN = 10
ORDERS = {PairStatus.OPEN: ("-score", "-id"), PairStatus.DISMISSED: ("-decided_at", "-id")}


@staff_required
@require_safe
def duplicate_review(request: HttpRequest) -> HttpResponse:
    """Pairs to be looked at, the best first; `?status=dismissed` shows what was called not the same."""
    status = PairStatus.DISMISSED if request.GET.get("status") == PairStatus.DISMISSED else PairStatus.OPEN
    reason = request.GET.get("reason", "")
    reason = reason if reason in DuplicateReason.values else ""
    customer = _customer(request.GET.get("customer", ""))
    pairs = queries.pairs_in(status, reason=reason, customer=customer.pk if customer else None)
    page = KeysetPage(pairs, order=ORDERS[status], params=request.GET, size=PAGE)
    context = {
        "page": page,
        "pairs": queries.reviewed(page.rows, user=request.user),
        "status": status,
        "reason": reason,
        "reasons": DuplicateReason.choices,
        "customer": customer,
        "tabs": _tabs(status),
        "scan": queries.last_scan(),
        "common": CommonValue.objects.all()[:COMMON_SHOWN],
        "here": request.get_full_path(),
    }
    return render(request, "customers/duplicate_review.html", context)


def _tabs(status: str) -> list[dict]:
    address = reverse("customers:duplicate_review")
    return [
        {"label": label, "url": f"{address}?{urlencode({'status': word})}", "is_current": word == status}
        for word, label in PairStatus.choices
        if word in ORDERS
    ]


def _customer(text: str) -> Customer | None:
    if not (text.isascii() and text.isdecimal() and len(text) < 19):
        return None
    return Customer.objects.current().filter(pk=int(text)).first()


@staff_required
@require_POST
def duplicate_dismiss(request: HttpRequest) -> HttpResponse:
    """The pairs in `pair` are not the same customer: one, or all that were ticked."""
    texts = [text for text in request.POST.getlist("pair")[:200] if text.isascii() and text.isdecimal()]
    pks = [int(text) for text in texts if len(text) < 19]
    pairs = list(DuplicatePair.objects.filter(pk__in=pks))
    done = services.dismiss_pairs(pairs=pairs, at=timezone.now(), by=request.user)
    if request.htmx and len(pairs) == 1:
        return render(request, "customers/_pair_dismissed.html", {"pair": pairs[0]})
    if done:
        text = ngettext("%(count)s pair is not the same.", "%(count)s pairs are not the same.", done)
        messages.success(request, text % {"count": done})
    else:
        messages.warning(request, _("Choose at least one pair that still waits."))
    return redirect("customers:duplicate_review")


@staff_required
@require_POST
def duplicate_reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Put a pair back into the queue."""
    pair = get_object_or_404(DuplicatePair, pk=pk)
    try:
        pair = services.reopen_pair(pair=pair)
    except AppError as error:
        messages.error(request, str(error))
        return redirect("customers:duplicate_review")
    if request.htmx:
        [shown] = queries.reviewed([pair], user=request.user)
        return render(request, "customers/_pair.html", {"shown": shown, "status": PairStatus.OPEN})
    messages.success(request, _("The pair is back in the queue."))
    return redirect("customers:duplicate_review")


@manager_required
@require_POST
def duplicate_scan(request: HttpRequest) -> HttpResponse:
    """Search the whole registry now instead of at night."""
    return redirect(services.start_scan(at=timezone.now(), by=request.user, is_full=True))
