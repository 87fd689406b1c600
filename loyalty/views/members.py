"""One member: points, tier, and what staff do with them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import manager_required, staff_required
from common.errors import AppError
from common.formats import number
from common.paging import KeysetPage
from customers.models import Customer
from loyalty import permissions, queries, services
from loyalty.forms import EnrolForm, GoodwillForm
from loyalty.models import Membership


def get_membership(pk: int) -> Membership:
    return get_object_or_404(Membership.objects.select_related("customer", "programme"), pk=pk)


@staff_required
@require_safe
def membership_detail(request: HttpRequest, pk: int) -> HttpResponse:
    membership = get_membership(pk)
    context = {
        "membership": membership,
        "progress": queries.tier_progress(membership, at=timezone.now()),
        "page": KeysetPage(queries.ledger_of(membership), order=("-id",), params=request.GET),
        "redemptions": queries.open_redemptions_of(membership),
        "can_grant_goodwill": permissions.can_grant_goodwill(request.user),
    }
    return render(request, "loyalty/membership_detail.html", context)


@staff_required
def enrol(request: HttpRequest, pk: int) -> HttpResponse:
    """Make a customer a member: of the one programme that fits, or of the chosen one."""
    customer, now = get_object_or_404(Customer.objects.current(), pk=pk), timezone.now()
    initial = {"programme": request.GET["programme"]} if "programme" in request.GET else {}
    form = EnrolForm(request.POST or None, customer=customer, at=now, initial=initial)
    if form.is_bound and form.is_valid():
        try:
            membership = services.enrol(customer=customer, at=now, by=request.user, **form.cleaned_data)
            messages.success(request, _("%(name)s is a member now.") % {"name": customer.name})
            return redirect(membership)
        except AppError as error:
            form.add_app_error(error)
    context = {"form": form, "customer": customer, "programmes": form.fields["programme"].queryset}
    return render(request, "loyalty/enrol.html", context, status=422 if form.is_bound else 200)


@manager_required
def goodwill(request: HttpRequest, pk: int) -> HttpResponse:
    membership = get_membership(pk)
    form = GoodwillForm(request.POST or None)
    if form.is_bound and form.is_valid():
        try:
            entry = services.book_goodwill(
                membership=membership,
                points=form.cleaned_data["points"],
                reason=form.cleaned_data["reason"],
                source_key=f"goodwill:{form.cleaned_data['submission_key']}",
                at=timezone.now(),
                by=request.user,
            )
            text = ngettext("%(count)s point is booked.", "%(count)s points are booked.", entry.points)
            messages.success(request, text % {"count": number(entry.points)})
            return redirect(membership)
        except AppError as error:
            form.add_app_error(error)
    context = {"form": form, "membership": membership}
    return render(request, "loyalty/goodwill.html", context, status=422 if form.is_bound else 200)


@staff_required
@require_POST
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    membership = services.leave(membership=get_membership(pk), at=timezone.now())
    messages.success(request, _("The membership has ended. The points are kept in case the customer comes back."))
    return redirect(membership)


@staff_required
@require_POST
def send_statement(request: HttpRequest, pk: int) -> HttpResponse:
    membership = get_membership(pk)
    try:
        services.send_statement(membership=membership, at=timezone.now())
        messages.success(
            request, _("The statement is on its way to %(address)s.") % {"address": membership.customer.email}
        )
    except AppError as error:
        messages.error(request, str(error))
    return redirect(membership)
