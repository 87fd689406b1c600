from typing import cast

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import staff_required
from common import formats
from common.errors import AppError
from complaints import queries, services
from complaints.drafting import draft_for, key_of
from complaints.forms.intake import AddToComplaintForm, LogComplaintForm
from complaints.models import Complaint
from complaints.views.common import find, finish_draft, status_of
from customers.models import Customer
from customers.panels import panels_of
from customers.queries import search_customers, transaction_totals


@staff_required
def complaint_new(request: HttpRequest) -> HttpResponse:
    """The form on the left, the customer on the right; "Find" and "Add to this complaint" are buttons of the form."""
    if request.method == "GET":
        customer = _customer(request.GET.get("customer", ""))
        # A search that found nobody leads here with what was typed.
        caller = {name: request.GET.get(name, "")[:200] for name in ("new_name", "new_phone")}
        return _page(request, LogComplaintForm(initial={"customer": customer, **caller}), customer)
    if "find" in request.POST:
        return _page(
            request, LogComplaintForm(initial=request.POST.dict()), _customer(request.POST.get("customer", ""))
        )
    if "add_to" in request.POST:
        return _add_to_open_complaint(request, find(request, request.POST["add_to"]))
    form = LogComplaintForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            _refuse_copy(request, form)
            complaint = _log(request, form)
        except AppError as error:
            form.add_app_error(error)
        else:
            finish_draft(request)
            messages.success(request, _receipt(complaint), extra_tags="inline")
            return redirect(complaint)
    return _page(request, form, _customer(request.POST.get("customer", "")))


def _refuse_copy(request: HttpRequest, form: LogComplaintForm) -> None:
    """A draft that stood on two pages is sent by one of them; the other asks before it makes a second complaint."""
    key, user = key_of(request.POST), cast(User, request.user)
    if key is None or Complaint.already_submitted(form.cleaned_data["submission_key"]):
        return
    if services.is_draft_finished(user=user, key=key):
        raise AppError(
            _("This draft was sent or thrown away on another page. If this is another complaint, save once more.")
        )


def _log(request: HttpRequest, form: LogComplaintForm) -> Complaint:
    data, at = form.cleaned_data, timezone.now()
    if data["customer"]:
        return services.log_complaint(
            customer=data["customer"], language=data["language"] or None, at=at, by=request.user, **form.complaint
        )
    return services.log_complaint_of_new_customer(
        name=data["new_name"],
        phone=data["new_phone"],
        email=data["new_email"],
        language=data["language"] or request.user.language or "id",
        at=at,
        by=request.user,
        **form.complaint,
    )


def _receipt(complaint: Complaint) -> str:
    words = {"number": complaint.reference, "due": formats.moment(complaint.due_at), "email": complaint.customer.email}
    if complaint.customer.email:
        return _("%(number)s is recorded. Due %(due)s. The receipt goes to %(email)s.") % words
    return _("%(number)s is recorded. Due %(due)s. There is no e-mail address: tell the customer the number.") % words


def _add_to_open_complaint(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    form = AddToComplaintForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            services.add_customer_message(
                complaint=complaint,
                body=form.message,
                at=timezone.now(),
                by=request.user,
                submission_key=form.cleaned_data["submission_key"],
                files=form.cleaned_data["files"],
            )
        except AppError as error:
            form.add_app_error(error)
        else:
            finish_draft(request)
            messages.success(request, _("Added to %(number)s.") % {"number": complaint.reference})
            return redirect(complaint)
    shown = LogComplaintForm(request.POST)
    shown._errors = form.errors
    return _page(request, shown, complaint.customer)


def _page(request: HttpRequest, form: LogComplaintForm, customer: Customer | None) -> HttpResponse:
    text = request.POST.get("q", "")
    draft = draft_for(request, form, place="log", asked_only=True)
    if draft.restored_at and (chosen := form.initial.get("customer")):
        customer = customer or _customer(str(chosen))
    context = {
        "form": form,
        "draft": draft,
        "q": text,
        "hits": search_customers(text) if text else [],
        **_beside(request, customer),
    }
    return render(request, "complaints/complaint_new.html", context, status=status_of(form))


def _beside(request: HttpRequest, customer: Customer | None) -> dict:
    """The customer's record and open complaints."""
    if customer is None:
        return {"customer": None}
    return {
        "customer": customer,
        "open_complaints": queries.open_complaints_of(customer, user=request.user)[:5],
        "totals": transaction_totals(customer.record_ids, currency=settings.DEFAULT_CURRENCY),
        "side_panels": [panel for panel in panels_of(request, customer, "side") if panel.name != "complaints"],
    }


@staff_required
@require_safe
def complaint_caller(request: HttpRequest) -> HttpResponse:
    """Parts of the form for htmx: who may be calling (`?q=`), or the record of who was chosen (`?customer=`)."""
    if "customer" in request.GET:
        customer = _customer(request.GET["customer"])
        if customer is None:
            raise Http404
        return render(request, "complaints/_customer.html", _beside(request, customer))
    text = request.GET.get("q", "")
    if not request.htmx:
        return redirect(reverse("complaints:complaint_new"))
    return render(request, "complaints/_callers.html", {"q": text, "hits": search_customers(text)})


def _customer(pk: str) -> Customer | None:
    """The current record of a number from an address or a form; None for anything else."""
    if not (pk.isascii() and pk.isdigit() and len(pk) < 18):
        return None
    customer = Customer.objects.select_related("merged_into", "department").filter(pk=pk, erased_at=None).first()
    return customer and (customer.merged_into or customer)
