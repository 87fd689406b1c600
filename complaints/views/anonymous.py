"""The door for people who don't say who they are: a form, a code word, and the page that it opens.

The code word travels in forms alone, never in an address, and nothing is kept in the browser.
"""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.permissions import admin_required
from accounts.personal import personal_page
from common.errors import AppError, StaleRecord
from common.throttle import is_too_often
from complaints import services
from complaints.enums import Status
from complaints.forms.anonymous import AnonymousComplaintForm, AnonymousDeskForm, CodeForm
from complaints.forms.files import is_too_large, too_large
from complaints.forms.public import CustomerMessageForm, RefusalForm
from complaints.models import AnonymousDesk, Complaint
from complaints.views.common import status_of
from complaints.views.files import download
from complaints.views.language import speak
from complaints.views.tracking import case_context
from complaints.views.visitor import sender

FORMS_AN_HOUR = 60
TRIES_AN_HOUR = 60


@personal_page("GET", "HEAD", "POST")
def anonymous_form(request: HttpRequest) -> HttpResponse:
    """Say what is wrong without a name. The answer to sending it shows the code word, this once."""
    readers = services.readers()
    if not readers:
        return render(request, "complaints/anonymous_closed.html")
    if request.method != "POST":
        return _form_page(request, AnonymousComplaintForm(readers=readers))
    if is_too_large(request):
        return _form_page(request, too_large(AnonymousComplaintForm, readers=readers), status=413)
    form = AnonymousComplaintForm(request.POST, request.FILES, readers=readers)
    if is_too_often(what="complain", who=sender(request), limit=FORMS_AN_HOUR):
        form.add_error(None, _("Many complaints came from your connection within an hour. Try again later or call us."))
        return _form_page(request, form, status=429)
    if form.is_valid():
        try:
            return _received(request, form)
        except AppError as error:
            form.add_app_error(error)
    return _form_page(request, form, status=422)


def _received(request: HttpRequest, form: AnonymousComplaintForm) -> HttpResponse:
    data = {name: value for name, value in form.cleaned_data.items() if name not in ("opened", "website")}
    with services.without_trace():
        complaint = services.receive_anonymous_complaint(language=translation.get_language(), at=timezone.now(), **data)
    return render(request, "complaints/anonymous_code.html", {"complaint": complaint, "code": data["code"]})


def _form_page(request: HttpRequest, form, status: int = 200) -> HttpResponse:
    return render(request, "complaints/anonymous_form.html", {"form": form}, status=status)


@personal_page("GET", "HEAD", "POST")
def anonymous_page(request: HttpRequest) -> HttpResponse:
    """Read on and write with the code word; each thing one does here sends it along."""
    if request.method != "POST":
        return render(request, "complaints/anonymous_open.html", {"form": CodeForm()})
    form, complaint, status = _opened(request)
    if complaint is None:
        return render(request, "complaints/anonymous_open.html", {"form": form}, status=status)
    speak(request, complaint.language)
    act = {"message": _write, "accept": _accept, "reopen": _reopen}.get(request.POST.get("do", ""))
    return act(request, complaint) if act else _page(request, complaint)


@personal_page("POST")
def anonymous_file(request: HttpRequest) -> HttpResponse:
    """One file of the complaint that the code word opens."""
    form, complaint, status = _opened(request)
    if complaint is None:
        return render(request, "complaints/anonymous_open.html", {"form": form}, status=status)
    pk = request.POST.get("file", "")
    is_number = pk.isascii() and pk.isdecimal() and len(pk) < 18
    return download(complaint.attachments.filter(is_shared=True, pk=pk).first() if is_number else None)


def _opened(request: HttpRequest) -> tuple[CodeForm, Complaint | None, int]:
    if is_too_large(request):
        return CodeForm(), None, 413
    form = CodeForm(request.POST)
    if is_too_often(what="code-word", who=sender(request), limit=TRIES_AN_HOUR):
        form.add_error(None, _("Too many tries within an hour. Wait a while and try again."))
        return form, None, 429
    if not form.is_valid():
        return form, None, 422
    complaint = services.complaint_behind(form.cleaned_data["code"])
    if complaint is None:
        form.add_error("code", _("No complaint opens with these words. Check each letter."))
    return form, complaint, 422


def _write(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    form = CustomerMessageForm(request.POST, request.FILES)
    return _do(
        request,
        complaint,
        form,
        lambda: services.add_customer_message(complaint=complaint, at=timezone.now(), **form.cleaned_data),
        message_form=form,
    )


def _accept(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    return _do(request, complaint, None, lambda: services.accept(complaint=complaint, at=timezone.now()))


def _reopen(request: HttpRequest, complaint: Complaint) -> HttpResponse:
    form = RefusalForm(request.POST)
    if complaint.is_open:
        return _page(request, complaint)
    not_solved = services.refuse if complaint.status == Status.ANSWERED else services.reopen
    return _do(
        request,
        complaint,
        form,
        lambda: not_solved(complaint=complaint, at=timezone.now(), **form.cleaned_data),
        refusal_form=form,
    )


def _do(request: HttpRequest, complaint: Complaint, form, act: Callable[[], object], **forms) -> HttpResponse:
    """Do it for nobody: the trail does not say who happened to be signed in."""
    if form is not None and not form.is_valid():
        return _page(request, complaint, form=form, status=422, **forms)
    try:
        with services.without_trace():
            act()
    except AppError as error:
        complaint.refresh_from_db()
        return _page(request, complaint, notice=str(error), status=409, **forms)
    return _page(request, complaint, done=request.POST["do"])


def _page(request: HttpRequest, complaint: Complaint, *, status: int = 200, **further) -> HttpResponse:
    context = {**case_context(complaint), "code": request.POST["code"], **further}
    return render(request, "complaints/anonymous_page.html", context, status=status)


@admin_required
def anonymous_desk(request: HttpRequest) -> HttpResponse:
    """Who reads anonymous complaints."""
    desk = AnonymousDesk.load()
    stored = {"version": desk.version, "people": [person.pk for person in desk.people.all()] if desk.pk else []}
    form = AnonymousDeskForm(request.POST or None, initial=stored)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_anonymous_desk(
                people=form.cleaned_data["people"], expected_version=form.cleaned_data["version"]
            )
        except StaleRecord as stale:
            form.show_conflict(stale)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("Saved."))
            return redirect("complaints:anonymous_desk")
    return render(request, "complaints/anonymous_desk.html", {"form": form}, status=status_of(form))
