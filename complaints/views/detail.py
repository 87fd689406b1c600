from itertools import chain
from typing import Any, cast

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from accounts.permissions import staff_required
from complaints import queries, services
from complaints.checklist import CHECKLIST
from complaints.drafting import draft_for
from complaints.forms.handling import WriteForm
from complaints.forms.promises import ReplyForm
from complaints.forms.tags import TagLineForm
from complaints.models import Complaint, ReplyTemplate
from complaints.permissions import can_decide_remedy, can_pay_remedy, can_remove_attachment
from complaints.placeholders import Case, filled_in
from complaints.views.common import attempt, find, finish_draft, status_of
from complaints.views.walk import walk_of
from guide.panels import guide_panel

# What can be written under a complaint: the tab's name, the button, the service, the word when it is done.
WRITING = {
    "reply": (gettext_lazy("Reply to the customer"), gettext_lazy("Send reply"), services.reply_with_promise),
    "note": (gettext_lazy("Internal note"), gettext_lazy("Save note"), services.add_note),
    "message": (gettext_lazy("What the customer said"), gettext_lazy("Save message"), services.add_customer_message),
}


@staff_required
@require_safe
def complaint_detail(request: HttpRequest, reference: str) -> HttpResponse:
    if survivor := queries.survivor_of(reference, user=request.user):
        messages.info(request, _("%(number)s went into this complaint.") % {"number": reference})
        return redirect(survivor)
    kind = request.GET.get("write", "reply")
    kind = kind if kind in WRITING else "reply"
    complaint = find(request, reference)
    initial = {"seen": queries.last_entry(complaint), **_from_template(request, complaint)}
    return _page(request, complaint, kind, _form_of(kind)(initial=initial))


def _from_template(request: HttpRequest, complaint: Complaint) -> dict[str, Any]:
    """The reply that `?template=` begins with, where the picker can't insert it."""
    text = request.GET.get("template", "")
    if not (text.isascii() and text.isdecimal() and len(text) < 18):
        return {}
    template = ReplyTemplate.objects.filter(pk=text, is_active=True).first()
    if template is None:
        return {}
    case = Case(complaint, cast(User, request.user), timezone.now())
    language = request.GET.get("in", complaint.language)
    return {"template": template.pk, "body": filled_in(template.body_in(language), case)}


@staff_required
@require_http_methods(["GET", "POST"])
def complaint_write(request: HttpRequest, reference: str, kind: str) -> HttpResponse:
    """GET is where one comes back to after signing in anew: the form with what was typed."""
    if kind not in WRITING:
        raise Http404
    complaint = find(request, reference)
    if request.method == "GET":
        return redirect(f"{complaint.get_absolute_url()}?write={kind}#write")
    form = _form_of(kind)(request.POST, request.FILES)
    write = WRITING[kind][2]
    if form.is_valid() and attempt(
        form, lambda: write(complaint=complaint, at=timezone.now(), by=request.user, **form.message)
    ):
        finish_draft(request)
        if kind == "reply" and (template := form.cleaned_data["template"]):
            services.count_template(pk=template, at=timezone.now())
        messages.success(request, _written(kind, complaint))
        return redirect(complaint)
    return _page(request, complaint, kind, form)


def _form_of(kind: str) -> type[WriteForm]:
    """A reply may promise something; notes and what the customer said may not."""
    return ReplyForm if kind == "reply" else WriteForm


def _written(kind: str, complaint: Complaint) -> str:
    if kind == "note":
        return _("The note is saved; only staff see it.")
    if kind == "message":
        return _("The message is saved.")
    if complaint.customer.is_nobody:
        return _("The reply is saved. It stands on the page that the code word opens.")
    if complaint.customer.email:
        return _("The reply is on its way to %(email)s.") % {"email": complaint.customer.email}
    return _("The reply is saved. There is no e-mail address: call the customer or write by WhatsApp.")


def _page(request: HttpRequest, complaint: Complaint, kind: str, form: WriteForm) -> HttpResponse:
    at = timezone.now()
    remedies = list(complaint.remedies.select_related("proposed_by", "decided_by"))
    for remedy in remedies:
        remedy.complaint = complaint
    timeline = list(queries.timeline_of_complaint(complaint))
    for file in chain.from_iterable(entry.attachments.all() for entry in timeline):
        file.may_remove = can_remove_attachment(request.user, file, complaint)
    context = {
        "complaint": complaint,
        "tag_form": TagLineForm(auto_id="tags_%s"),
        "is_overdue": complaint.is_overdue(at),
        "undelivered": queries.undelivered(complaint),
        "walk": walk_of(request, complaint),
        "timeline": timeline,
        "phones": complaint.customer.phones.all(),
        "remedies": [
            (remedy, can_decide_remedy(request.user, remedy), can_pay_remedy(request.user, remedy))
            for remedy in remedies
        ],
        "making_good": queries.steps_to_make_good(complaint),
        "promises": queries.promises_of(complaint),
        "after_care": list(complaint.after_care.select_related("follow_up__owner")),
        "ways": queries.ways_on(complaint),
        "guide": guide_panel(request, complaint.customer),
        "clocks": list(complaint.clocks.select_related("deadlines")),
        "now": at,
        "named": [access.user for access in complaint.named_people.select_related("user")],
        "problem": queries.problem_of(complaint),
        "company": queries.company_of(complaint, user=request.user, at=at),
        "checklist": CHECKLIST,
        "write": kind,
        "writing": [(word, label) for word, (label, _button, _service) in WRITING.items()],
        "button": WRITING[kind][1],
        "form": form,
        "draft": draft_for(request, form, place=kind, complaint=complaint, asked_only="template" in request.GET),
    }
    return render(request, "complaints/complaint_detail.html", context, status=status_of(form))
