"""Pages and buttons for what two complaints have to do with each other."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import staff_required
from common.errors import AppError, StaleRecord
from complaints import services
from complaints.forms.together import OtherForm, SplitForm
from complaints.models import Complaint, ComplaintMerge
from complaints.views.common import find, step


@staff_required
def complaint_link(request: HttpRequest, reference: str) -> HttpResponse:
    """Name another complaint that belongs to this one."""
    complaint = find(request, reference)
    form = OtherForm(request.POST or None, user=request.user)

    def act() -> None:
        services.link_complaints(
            complaint=complaint, other=form.cleaned_data["number"], at=timezone.now(), by=request.user
        )

    return step(request, complaint, form, template="complaint_link", act=act, done=_("The complaints are linked."))


@staff_required
@require_POST
def complaint_unlink(request: HttpRequest, reference: str, other: str) -> HttpResponse:
    complaint = find(request, reference)
    services.unlink_complaints(complaint=complaint, other=find(request, other))
    messages.success(request, _("The link is gone."))
    return redirect(complaint)


@staff_required
def complaint_split(request: HttpRequest, reference: str) -> HttpResponse:
    """Make a complaint of its own of the second thing it tells of."""
    complaint = find(request, reference)
    initial = {"details": complaint.details, "version": complaint.version}
    form = SplitForm(request.POST or None, initial=initial)
    status = 422 if form.is_bound else 200
    if request.method == "POST" and form.is_valid():
        values = dict(form.cleaned_data)
        try:
            made = services.split_complaint(
                complaint=complaint,
                expected_version=values.pop("version"),
                at=timezone.now(),
                by=request.user,
                **values,
            )
        except StaleRecord as stale:
            form.show_conflict(stale)
            status = 409
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("%(number)s is recorded and linked.") % {"number": made.reference})
            return redirect(made)
    context = {"complaint": complaint, "form": form}
    return render(request, "complaints/complaint_split.html", context, status=status)


@staff_required
def complaint_merge(request: HttpRequest, reference: str) -> HttpResponse:
    """Fold this complaint into another one that tells of the same: first both side by side, then for good."""
    complaint = find(request, reference)
    data = request.POST or (request.GET if "number" in request.GET else None)
    form = OtherForm(data, user=request.user)
    other: Complaint | None = form.cleaned_data["number"] if form.is_bound and form.is_valid() else None
    if request.method == "POST" and other is not None:
        try:
            services.merge_complaints(duplicate=complaint, survivor=other, at=timezone.now(), by=request.user)
        except AppError as error:
            form.add_app_error(error)
        else:
            words = {"number": complaint.reference}
            messages.success(
                request, _("%(number)s went into this complaint. It can be taken apart for 30 days.") % words
            )
            return redirect(other)
    context = {"complaint": complaint, "other": other, "form": form}
    return render(request, "complaints/complaint_merge.html", context, status=422 if form.errors else 200)


@staff_required
@require_POST
def merge_undo(request: HttpRequest, pk: int) -> HttpResponse:
    visible = Complaint.objects.visible_to(request.user)
    rows = ComplaintMerge.objects.select_related("duplicate", "survivor").filter(survivor__in=visible)
    merge = get_object_or_404(rows, pk=pk)
    try:
        duplicate = services.undo_merge(merge=merge, at=timezone.now(), by=request.user)
    except AppError as error:
        messages.error(request, str(error))
        return redirect(merge.survivor)
    messages.success(request, _("%(number)s is a complaint of its own again.") % {"number": duplicate.reference})
    return redirect(duplicate)
