"""Saving what is being typed, and throwing it away."""

from typing import cast

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.permissions import staff_required
from common import formats
from common.errors import AppError
from complaints import services
from complaints.drafting import PLACES, key_of, revision_of, typed_fields
from complaints.views.common import find
from customers.models import Customer


@staff_required
@require_POST
def draft_save(request: HttpRequest) -> HttpResponse:
    """Called by the page two seconds after the last key; the text of the answer is shown under the form."""
    place, reference, key = request.GET.get("place", ""), request.GET.get("complaint", ""), key_of(request.POST)
    if place not in PLACES or key is None or (place == "log") == bool(reference):
        return HttpResponse(status=400)
    complaint = find(request, reference) if reference else None
    at = timezone.now()
    try:
        draft = services.save_draft(
            user=cast(User, request.user),
            key=key,
            revision=revision_of(request.POST),
            place=place,
            fields=typed_fields(dict(request.POST.lists())),
            complaint=complaint,
            customer=None if complaint else _customer(request.POST.get("customer", "")),
            at=at,
        )
    except AppError as error:
        return HttpResponse(str(error), content_type="text/plain")
    if draft is None:
        return HttpResponse("", content_type="text/plain", headers={"X-Draft-Revision": "0"})
    text = _("Draft saved %(time)s") % {"time": formats.clock_with_seconds(at)}
    headers = {"X-Draft-Key": str(draft.key), "X-Draft-Revision": str(draft.revision)}
    return HttpResponse(text, content_type="text/plain", headers=headers)


@staff_required
@require_POST
def draft_discard(request: HttpRequest) -> HttpResponse:
    """A button of the form: its words are thrown away, and the page begins anew."""
    if key := key_of(request.POST):
        services.finish_draft(user=cast(User, request.user), key=key, at=timezone.now())
        messages.success(request, _("The draft is thrown away."))
    target = request.GET.get("next", "/")
    is_ours = url_has_allowed_host_and_scheme(target, {request.get_host()}, request.is_secure())
    return redirect(target if is_ours else "/")


def _customer(text: str) -> Customer | None:
    return Customer.objects.filter(pk=text).first() if text.isascii() and text.isdecimal() and len(text) < 18 else None
