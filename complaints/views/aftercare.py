"""Asking again after a solution: who to ask, about what, and what came of it."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.permissions import staff_required
from complaints import services
from complaints.enums import CareOutcome, Status
from complaints.forms.care import CareOutcomeForm
from complaints.models import AfterCare, Complaint
from complaints.views.common import attempt, status_of


@staff_required
def after_care(request: HttpRequest, pk: int) -> HttpResponse:
    """The contact, what it is about, and what came of it; who is not content leads to opening the complaint again."""
    care = _care(request, pk)
    complaint, form = care.complaint, CareOutcomeForm(request.POST or None)

    def act() -> AfterCare:
        return services.note_after_care(care=care, at=timezone.now(), by=request.user, **form.cleaned_data)

    if request.method == "POST" and form.is_valid() and attempt(form, act):
        if form.cleaned_data["outcome"] == CareOutcome.UNHAPPY and complaint.status == Status.CLOSED:
            messages.warning(request, _("Noted. The customer is not content: open the complaint again and say why."))
            return redirect("complaints:complaint_reopen", complaint.reference)
        messages.success(request, _("What came of it is noted."))
        return redirect(complaint)
    context = {"care": care, "complaint": complaint, "form": form, "phones": complaint.customer.phones.all()}
    return render(request, "complaints/after_care.html", context, status=status_of(form))


def _care(request: HttpRequest, pk: int) -> AfterCare:
    visible = Complaint.objects.visible_to(request.user).values("pk")
    rows = AfterCare.objects.filter(complaint__in=visible)
    try:
        return rows.select_related("complaint__customer", "follow_up__owner", "noted_by").get(pk=pk)
    except (AfterCare.DoesNotExist, OverflowError):
        raise Http404 from None
