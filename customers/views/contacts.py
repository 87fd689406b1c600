from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import staff_required
from common.errors import AppError
from common.paging import KeysetPage
from customers import queries, services
from customers.forms import FollowUpDoneForm, FollowUpForm, InteractionForm
from customers.forms.fields import end_of_work, moment_on
from customers.models import FollowUp
from customers.views.records import get_customer


@staff_required
def interaction_create(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_customer(pk)
    form = InteractionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        values, now = form.cleaned_data, timezone.now()
        try:
            services.log_interaction(
                customer=customer,
                kind=values["kind"],
                summary=values["summary"],
                details=values["details"],
                happened_at=moment_on(values["happened_on"], now),
                submission_key=values["submission_key"],
                at=now,
                by=request.user,
            )
        except AppError as error:
            form.add_app_error(_at_field(error, happened_at="happened_on"))
        else:
            messages.success(request, _("Noted."))
            return redirect(customer)
    context = {"form": form, "customer": customer}
    return render(request, "customers/interaction_form.html", context, status=422 if form.is_bound else 200)


@staff_required
def follow_up_create(request: HttpRequest, pk: int) -> HttpResponse:
    customer = get_customer(pk)
    form = FollowUpForm(request.POST or None, initial={"owner": request.user.pk})
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            services.add_follow_up(
                customer=customer,
                owner=values["owner"],
                task=values["task"],
                details=values["details"],
                due_at=end_of_work(values["due_on"]),
                submission_key=values["submission_key"],
                at=timezone.now(),
            )
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("The follow-up is on the list."))
            return redirect(customer)
    context = {"form": form, "customer": customer}
    return render(request, "customers/follow_up_form.html", context, status=422 if form.is_bound else 200)


@staff_required
@require_safe
def follow_up_list(request: HttpRequest) -> HttpResponse:
    """Open follow-ups, mine or everybody's; by due time, so what is overdue stands first."""
    owner = None if request.GET.get("owner") == "all" else request.user
    page = KeysetPage(queries.follow_ups(user=owner), order=("due_at", "id"), params=request.GET)
    address = reverse("customers:follow_up_list")
    context = {
        "page": page,
        "everybody": owner is None,
        "now": timezone.now(),
        "tabs": [
            {"label": _("Mine"), "url": address, "is_current": owner is not None, "count": None},
            {"label": _("Everybody's"), "url": f"{address}?{urlencode({'owner': 'all'})}", "is_current": owner is None,
             "count": None},
        ],
    }  # fmt: skip
    return render(request, "customers/follow_up_list.html", context)


@staff_required
def follow_up_done(request: HttpRequest, pk: int) -> HttpResponse:
    follow_up = get_object_or_404(FollowUp.objects.select_related("customer", "owner", "done_by"), pk=pk)
    form = FollowUpDoneForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.complete_follow_up(
                follow_up=follow_up, outcome=form.cleaned_data["outcome"], at=timezone.now(), by=request.user
            )
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("Done: %(task)s") % {"task": follow_up.task})
            return redirect(follow_up.customer)
    context = {"form": form, "follow_up": follow_up}
    return render(request, "customers/follow_up_done.html", context, status=422 if form.is_bound else 200)


def _at_field(error: AppError, **fields: str) -> AppError:
    """The same refusal at the form's field, which may be called otherwise than the service's argument."""
    return AppError(error.message, field=fields.get(error.field or "", error.field))
