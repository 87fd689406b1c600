"""The receipt on paper."""

import segno
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_POST

from accounts.models import Organisation
from accounts.permissions import staff_required
from complaints import services
from complaints.models import Complaint
from complaints.views.common import find

PAPERS = ("letter", "slip")


@staff_required
@require_POST
def complaint_receipt(request: HttpRequest, reference: str) -> HttpResponse:
    """Number, promise and private address, as a letter (A4) or as a slip (80 mm), in the language of the complaint.

    A POST, for each paper carries a private address of its own.
    """
    complaint = find(request, reference)
    paper = request.POST.get("paper", "")
    paper = paper if paper in PAPERS else PAPERS[0]
    url = services.print_receipt(complaint=complaint, at=timezone.now(), by=request.user)
    context = {"complaint": complaint, "paper": paper, "receipt": _receipt(complaint, paper, url)}
    return render(request, "complaints/complaint_receipt.html", context)


def _receipt(complaint: Complaint, paper: str, url: str) -> str:
    code = segno.make(url, error="m", micro=False).svg_inline(scale=3, border=2)
    context = {
        "complaint": complaint,
        "customer": complaint.customer,
        "organisation": Organisation.load(),
        "paper": paper,
        "url": url,
        "code": mark_safe(code),  # noqa: S308 - drawn by segno from an address of ours
        "today": timezone.localdate(),
        "language": complaint.language,
    }
    with translation.override(complaint.language):
        return mark_safe(render_to_string("complaints/_receipt.html", context))  # noqa: S308 - a template's output
