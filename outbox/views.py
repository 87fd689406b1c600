from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import staff_required
from common.errors import AppError
from common.paging import KeysetPage
from outbox import services
from outbox.enums import Status
from outbox.models import Message


@staff_required
@require_safe
def message_list(request: HttpRequest) -> HttpResponse:
    """What was sent, what waits and what failed; a failed message can be sent again here."""
    status = request.GET.get("status", "")
    messages_ = Message.objects.listed()
    if status in Status.values:
        messages_ = messages_.filter(status=status)
    page = KeysetPage(messages_.defer("sealed"), order=("-created_at", "-id"), params=request.GET)
    return render(request, "outbox/message_list.html", {"page": page, "status": status, "statuses": Status.choices})


@staff_required
@require_POST
def message_retry(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(Message.objects.listed(), pk=pk)
    try:
        services.retry_message(message_id=message.pk, at=timezone.now())
        messages.success(request, _("The message to %(to)s will be sent again.") % {"to": message.to_email})
    except AppError as error:
        messages.error(request, str(error))
    return redirect("outbox:message_list")


@staff_required
@require_POST
def message_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    message = get_object_or_404(Message.objects.listed(), pk=pk)
    try:
        services.cancel_message(message_id=message.pk)
        messages.success(request, _("The message to %(to)s is withdrawn.") % {"to": message.to_email})
    except AppError as error:
        messages.error(request, str(error))
    return redirect("outbox:message_list")
