from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import public
from outbox import inbox


@public
@require_safe
def mail_list(request: HttpRequest) -> HttpResponse:
    if not inbox.is_available():
        raise Http404
    return render(request, "outbox/inbox.html", {"mails": inbox.newest_mails()})


@public
@require_safe
def mail_detail(request: HttpRequest, key: str) -> HttpResponse:
    mail = inbox.find_mail(key) if inbox.is_available() else None
    if mail is None:
        raise Http404
    return render(request, "outbox/inbox_mail.html", {"mail": mail})
