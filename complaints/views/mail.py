"""E-mail that came in: the whole of one beside its complaint, and for admins what was not taken."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import admin_required, staff_required
from common.errors import AppError
from common.paging import KeysetPage
from complaints import queries, services
from complaints.enums import HoldReason, MailOutcome
from complaints.mailbox.html import safe_html
from complaints.models import IncomingMail
from complaints.views.common import find


@staff_required
@require_safe
def complaint_mail(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """The whole of an e-mail, with what the timeline leaves out."""
    complaint = find(request, reference)
    mail = get_object_or_404(complaint.mails, pk=pk)
    return render(request, "complaints/complaint_mail.html", {"complaint": complaint, "mail": mail, **_shown(mail)})


@admin_required
@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    """Whether the mailbox is read, and what waits for a decision."""
    reason = request.GET.get("reason", "")
    mails = IncomingMail.objects.held_for(request.user).defer("text", "html")
    if reason in HoldReason.values:
        mails = mails.filter(reason=reason)
    page = KeysetPage(mails, order=("-received_at", "-id"), params=request.GET)
    context = {"page": page, "reason": reason, "reasons": HoldReason.choices, "mailboxes": queries.mailboxes()}
    return render(request, "complaints/mail_list.html", context)


@admin_required
@require_safe
def mail_detail(request: HttpRequest, pk: int) -> HttpResponse:
    """One message that was not taken, and why."""
    mail = _held(request, pk)
    return render(request, "complaints/mail_detail.html", {"mail": mail, **_shown(mail)})


@admin_required
@require_POST
def mail_retry(request: HttpRequest, pk: int) -> HttpResponse:
    mail = _held(request, pk)
    return _decide(
        request,
        lambda: services.retry_mail(mail=mail, at=timezone.now()),
        _("It is read again within a minute. If it is not taken again, it comes back to this list."),
    )


@admin_required
@require_POST
def mail_take(request: HttpRequest, pk: int) -> HttpResponse:
    mail = _held(request, pk)
    try:
        complaint = services.take_mail_as_complaint(mail=mail, at=timezone.now(), by=request.user)
    except AppError as error:
        messages.error(request, str(error))
        return redirect("complaints:mail_detail", pk)
    messages.success(request, _("%(number)s is recorded.") % {"number": complaint.reference})
    return redirect("complaints:mail_list" if complaint.is_restricted else complaint)


@admin_required
@require_POST
def mail_discard(request: HttpRequest, pk: int) -> HttpResponse:
    mail = _held(request, pk)
    return _decide(
        request,
        lambda: services.discard_mail(mail=mail, at=timezone.now(), by=request.user),
        _("The message is discarded."),
    )


def _held(request: HttpRequest, pk: int) -> IncomingMail:
    mail = IncomingMail.objects.held_for(request.user).filter(pk=pk).first()
    if mail is None:
        raise Http404
    return mail


def _decide(request: HttpRequest, act: Callable[[], Any], done: str) -> HttpResponse:
    try:
        act()
        messages.success(request, done)
    except AppError as error:
        messages.error(request, str(error))
    return redirect("complaints:mail_list")


def _shown(mail: IncomingMail) -> dict[str, Any]:
    """Its formatted text was made harmless when it came; it is made so again, whatever the rules were then."""
    return {
        "html": mark_safe(safe_html(mail.html)),  # noqa: S308 - cleaned on the line itself
        "is_taken": mail.outcome in (MailOutcome.COMPLAINT, MailOutcome.REPLY),
    }
