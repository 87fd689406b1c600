from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.permissions import manager_required
from common.errors import AppError, StaleRecord
from retention import services
from retention.forms import PolicyForm
from retention.models import RetentionPolicy


@manager_required
def policy(request: HttpRequest) -> HttpResponse:
    """How retention is counted, and the target."""
    form = PolicyForm(request.POST or None, initial=PolicyForm.initial_of(RetentionPolicy.load()))
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            services.save_policy(expected_version=form.cleaned_data["version"], by=request.user, **form.values)
            messages.success(request, _("The retention policy was saved. It holds for results from now on."))
            return redirect("retention:dashboard")
        except StaleRecord as stale:
            form.show_conflict(stale)
            status = 409
        except AppError as error:
            form.add_app_error(error)
    return render(request, "retention/policy.html", {"form": form}, status=status)
