"""Settings of what comes after the answer. Managers change them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import manager_required
from common.seen import one_editor_at_a_time
from complaints import services
from complaints.forms.care import CarePolicyForm, OutsideBodyForm
from complaints.models import CarePolicy, OutsideBody
from complaints.views.common import attempt, status_of


@manager_required
def care_policy(request: HttpRequest) -> HttpResponse:
    """The next level inside, the days of after-care, and the list of bodies outside."""
    stored = CarePolicy.load()
    form = CarePolicyForm(request.POST or None, instance=stored, initial={"version": stored.version})
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        version = data.pop("version")
        if attempt(form, lambda: services.update_care_policy(expected_version=version, **data)):
            messages.success(request, _("The policy is saved."))
            return redirect("complaints:care_policy")
    context = {"form": form, "bodies": OutsideBody.objects.all(), "sector": CarePolicy.load().sector}
    return render(request, "complaints/care_policy.html", context, status=status_of(form))


@manager_required
def outside_body_new(request: HttpRequest) -> HttpResponse:
    return _body_page(request, OutsideBodyForm(request.POST or None), None)


@manager_required
@one_editor_at_a_time
def outside_body_edit(request: HttpRequest, pk: int) -> HttpResponse:
    body = get_object_or_404(OutsideBody, pk=pk)
    return _body_page(request, OutsideBodyForm(request.POST or None, instance=body), OutsideBody.objects.get(pk=pk))


@manager_required
@require_POST
def outside_body_remove(request: HttpRequest, pk: int) -> HttpResponse:
    services.remove_outside_body(body=get_object_or_404(OutsideBody, pk=pk))
    messages.success(request, _("The body is removed from the list."))
    return redirect("complaints:care_policy")


def _body_page(request: HttpRequest, form: OutsideBodyForm, body: OutsideBody | None) -> HttpResponse:
    def act() -> OutsideBody:
        if body:
            form.refuse_if_stale()
        return services.save_outside_body(body=body, **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and attempt(form, act):
        messages.success(request, _("The list of bodies outside is saved."))
        return redirect("complaints:care_policy")
    context = {"form": form, "body": body}
    return render(request, "complaints/outside_body.html", context, status=status_of(form))
