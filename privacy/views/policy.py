from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.permissions import admin_required
from common.errors import AppError, StaleRecord
from privacy import services
from privacy.forms import PolicyForm
from privacy.models import PrivacyPolicy


@admin_required
def policy(request: HttpRequest) -> HttpResponse:
    """The clocks, the second pair of eyes, what is watched, and whether periods are carried out."""
    stored = PrivacyPolicy.load()
    form = PolicyForm(request.POST or None, instance=stored, initial={"version": stored.version})
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            services.save_policy(expected_version=values.pop("version"), **values)
        except StaleRecord as stale:
            form.show_conflict(stale)
            return render(request, "privacy/policy.html", {"form": form}, status=409)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("The privacy policy is saved."))
            return redirect("privacy:policy")
    return render(request, "privacy/policy.html", {"form": form}, status=422 if form.is_bound else 200)
