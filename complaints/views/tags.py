from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.permissions import staff_required
from complaints import services
from complaints.forms.tags import TagLineForm
from complaints.views.common import attempt, find, status_of


@staff_required
@require_POST
def complaint_tags(request: HttpRequest, reference: str) -> HttpResponse:
    """Add the tags of the line, or take off the one whose button was pressed; htmx gets the line of tags alone."""
    complaint = find(request, reference)
    form = TagLineForm(request.POST, auto_id="tags_%s")
    done = form.is_valid() and attempt(
        form,
        lambda: services.tag_complaint(complaint=complaint, at=timezone.now(), by=request.user, **form.cleaned_data),
    )
    if request.htmx:
        shown = TagLineForm(auto_id="tags_%s") if done else form
        context = {"complaint": complaint, "tag_form": shown}
        return render(request, "complaints/_tags.html", context, status=200 if done else status_of(form))
    for errors in form.errors.values():
        messages.error(request, " ".join(errors))
    return redirect(complaint)
