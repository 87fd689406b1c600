"""Small forms about a customer: a page each, and for htmx the form alone, in its place on the customer's page."""

from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from common.errors import AppError
from customers.models import Customer


def small_form(
    request: HttpRequest,
    form: Form,
    *,
    customer: Customer,
    title: Any,
    submit: Any,
    status: int | None = None,
    danger: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form; 422 where what was sent is refused. `danger` is the way to remove it: a label and a url."""
    context = {"form": form, "customer": customer, "title": title, "submit": submit, "danger": danger}
    context["action"] = request.path
    template = "customers/_small_form.html" if request.htmx else "customers/small_form.html"
    return render(request, template, context, status=status or (422 if form.is_bound else 200))


def back_to(customer: Customer, part: str = "") -> HttpResponse:
    """To the customer's page, at the block the form belongs to."""
    address = (customer.merged_into or customer).get_absolute_url()
    return redirect(f"{address}#{part}" if part else address)


def at_field(error: AppError, **fields: str) -> AppError:
    """The same refusal at the form's field, which may be called otherwise than the service's argument."""
    return AppError(error.message, field=fields.get(error.field or "", error.field))
