"""Keys of the API: who may come in without a person, and what for."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import services
from accounts.forms import ApiKeyForm
from accounts.models import ApiKey
from accounts.permissions import admin_required
from common.errors import AppError
from common.paging import KeysetPage


@admin_required
@require_safe
def api_key_list(request: HttpRequest) -> HttpResponse:
    keys = ApiKey.objects.select_related("user", "revoked_by")
    page = KeysetPage(keys, order=("-created_at", "-id"), params=request.GET)
    return render(request, "accounts/api_key_list.html", {"page": page})


@admin_required
@never_cache
def api_key_create(request: HttpRequest) -> HttpResponse:
    """Make a key. The answer to the form shows its token, once and nowhere else."""
    form = ApiKeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            key, token = services.issue_api_key(by=request.user, at=timezone.now(), **form.cleaned_data)
        except AppError as error:
            form.add_app_error(error)
        else:
            return render(request, "accounts/api_key_made.html", {"key": key, "token": token})
    return render(request, "accounts/api_key_form.html", {"form": form}, status=422 if form.is_bound else 200)


@admin_required
@require_POST
def api_key_revoke(request: HttpRequest, pk: int) -> HttpResponse:
    key = services.revoke_api_key(key=get_object_or_404(ApiKey, pk=pk), by=request.user, at=timezone.now())
    messages.success(request, _("The key “%(name)s” opens nothing any more.") % {"name": key.name})
    return redirect("accounts:api_key_list")
