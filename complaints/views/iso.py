"""The page for auditors: each clause of ISO 10002:2018 with live evidence, samples and gaps; the bundle to download."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import manager_required
from complaints.iso.bundle import BUNDLE
from complaints.iso.clauses import chapters
from complaints.iso.material import Material
from complaints.models import Complaint
from complaints.views.dashboard.period import Asked
from jobs.services import start_job


@manager_required
@require_safe
def iso_10002(request: HttpRequest) -> HttpResponse:
    asked = Asked.of(request)
    material = Material(request.user, asked.since, asked.until, asked.at)
    found = chapters(material)
    context = {
        **asked.context("iso_10002"),
        "chapters": found,
        "clauses": sum(len(chapter.clauses) for chapter in found),
        "gaps": sum(bool(clause.gaps) for chapter in found for clause in chapter.clauses),
        "samples": material.samples,
        "days": asked.days,
    }
    return render(request, "complaints/iso_10002.html", context)


@manager_required
@require_POST
def iso_10002_bundle(request: HttpRequest) -> HttpResponse:
    """Ask for the bundle of the period; a worker makes it."""
    asked = Asked.of(request)
    job = start_job(
        kind=BUNDLE, title=_("Bundle of evidence for ISO 10002"), by=request.user, at=timezone.now(),
        parameters={"since": asked.since.isoformat(), "until": asked.until.isoformat()},
        is_private=Complaint.objects.visible_to(request.user).filter(is_restricted=True).exists(),
    )  # fmt: skip
    return redirect(job)
