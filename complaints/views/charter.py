"""The public service charter, and its words as managers publish them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import manager_required, public
from complaints import queries, services
from complaints.forms.charter import CharterForm
from complaints.models import CharterVersion
from complaints.queries.performance import DAYS, performance
from complaints.services.charter import WORDS
from complaints.views.common import attempt, status_of


@public
@require_safe
def charter(request: HttpRequest) -> HttpResponse:
    """What we promise to everybody who complains: our words, and what the settings say."""
    return _page(request, CharterVersion.current())


def _page(request: HttpRequest, text: CharterVersion, *, is_old: bool = False) -> HttpResponse:
    shown = performance(timezone.now()) if text.shows_performance and not is_old else None
    context = {"charter": queries.service_charter(text), "performance": shown, "days": DAYS, "is_old": is_old}
    return render(request, "complaints/charter.html", context)


@manager_required
def charter_edit(request: HttpRequest) -> HttpResponse:
    """Write and publish; every earlier version stays to be read."""
    current = CharterVersion.current()
    initial = {name: getattr(current, name) for name in (*WORDS, "shows_performance")}
    form = CharterForm(request.POST or None, initial={**initial, "version": current.pk or 0})

    def act() -> CharterVersion:
        data = dict(form.cleaned_data)
        return services.publish_charter(expected=data.pop("version"), at=timezone.now(), by=request.user, **data)

    if request.method == "POST" and form.is_valid() and attempt(form, act):
        messages.success(request, _("The charter is published."))
        return redirect("complaints:charter_edit")
    versions = CharterVersion.objects.select_related("published_by")[:50]
    context = {"form": form, "versions": versions}
    return render(request, "complaints/charter_edit.html", context, status=status_of(form))


@manager_required
@require_safe
def charter_version(request: HttpRequest, pk: int) -> HttpResponse:
    """An earlier version as it was worded; the rules beside it are those of today."""
    return _page(request, get_object_or_404(CharterVersion, pk=pk), is_old=True)
