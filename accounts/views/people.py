from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from accounts import services
from accounts.enums import Theme
from accounts.forms import OrganisationForm, ProfileForm, UserForm
from accounts.models import Organisation, User
from accounts.permissions import admin_required, manager_required, public, staff_required
from accounts.settings_pages import settings_of
from common.errors import AppError, StaleRecord
from common.seen import one_editor_at_a_time


def _status(form) -> int:
    return 422 if form.is_bound else 200


@staff_required
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        services.save_preferences(user=request.user, **form.cleaned_data)
        with translation.override(request.user.language or settings.LANGUAGE_CODE):
            messages.success(request, _("Your profile is saved."))
        return redirect("accounts:profile")
    return render(request, "accounts/profile.html", {"form": form}, status=_status(form))


@staff_required
@require_POST
def preferences(request: HttpRequest) -> HttpResponse:
    """The theme switch of the menu: saves and goes back to where one was."""
    if request.POST.get("theme") in Theme.values:
        services.save_preferences(user=request.user, theme=request.POST["theme"])
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(target) if safe else redirect("home")


@manager_required
@require_safe
def settings_home(request: HttpRequest) -> HttpResponse:
    """Every page of settings that this person may open."""
    return render(request, "accounts/settings.html", {"groups": settings_of(request.user)})


@admin_required
@require_safe
def user_list(request: HttpRequest) -> HttpResponse:
    users = User.objects.select_related("department").order_by("-is_active", "full_name", "id")
    return render(request, "accounts/user_list.html", {"users": users})


@admin_required
def user_create(request: HttpRequest) -> HttpResponse:
    form = UserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            user = services.create_user(**form.cleaned_data)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("%(name)s may sign in now.") % {"name": user.full_name})
            return redirect("accounts:user_list")
    return render(request, "accounts/user_form.html", {"form": form}, status=_status(form))


@admin_required
@one_editor_at_a_time
def user_edit(request: HttpRequest, pk: int) -> HttpResponse:
    user = get_object_or_404(User, pk=pk)
    form = UserForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        try:
            form.refuse_if_stale()
            services.update_user(user=user, **form.cleaned_data)
        except StaleRecord as stale:
            form.show_conflict(stale)
            return render(request, "accounts/user_form.html", {"form": form, "edited": user}, status=409)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("%(name)s is saved.") % {"name": user.full_name})
            return redirect("accounts:user_list")
    return render(request, "accounts/user_form.html", {"form": form, "edited": user}, status=_status(form))


@admin_required
def organisation(request: HttpRequest) -> HttpResponse:
    stored = Organisation.load()
    form = OrganisationForm(
        request.POST or None, request.FILES or None, instance=stored, initial={"version": stored.version}
    )
    if request.method == "POST" and form.is_valid():
        try:
            _save_organisation(form)
            messages.success(request, _("The organisation is saved."))
            return redirect("accounts:organisation")
        except StaleRecord as stale:
            form.show_conflict(stale)
            return render(request, "accounts/organisation.html", {"form": form}, status=409)
        except AppError as error:
            form.add_app_error(error)
    return render(request, "accounts/organisation.html", {"form": form}, status=_status(form))


def _save_organisation(form: OrganisationForm) -> None:
    data = dict(form.cleaned_data)
    upload = data.pop("logo_file")
    logo = upload.read(services.LOGO_LIMIT + 1) if upload else None
    services.update_organisation(expected_version=data.pop("version"), logo=logo, **data)


@public
@require_safe
@cache_control(public=True, max_age=3600)
def logo(request: HttpRequest) -> HttpResponse:
    stored = Organisation.objects.first()
    if stored is None or not stored.logo:
        raise Http404
    return HttpResponse(bytes(stored.logo), content_type=stored.logo_type)
