"""What is usual for a cause, while an answer is written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.permissions import staff_required
from complaints import queries
from complaints.forms.findings import UsualFindingForm, usual_finding


@staff_required
@require_safe
def usual_finding_of(request: HttpRequest) -> HttpResponse:
    """The two choices of the form of an answer, filled as is usual for the cause that was chosen."""
    cause = queries.active_causes().filter(slug=request.GET.get("cause", "")[:60].replace("\x00", "")).first()
    return render(request, "complaints/_finding.html", {"form": UsualFindingForm(initial=usual_finding(cause))})
