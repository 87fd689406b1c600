from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import manager_required, staff_required
from common.counts import COUNTED_TO
from common.errors import AppError
from common.forms import tidy_line
from common.paging import KeysetPage
from customers import services
from customers.forms import TagRenameForm
from customers.models import Tag
from customers.queries import tag_counts, tags_beginning, tags_by_name

# The fields that ask; each is sent under its own name.
ASKING = ("tags", "add", "remove")


@staff_required
@require_safe
def tag_suggestions(request: HttpRequest) -> HttpResponse:
    """Options for a line of tags: what stands before the last comma stays, known tags go on from there."""
    text = next((request.GET[name] for name in ASKING if name in request.GET), "")[:500].replace("\x00", "")
    before, comma, last = text.rpartition(",")
    used = {tag.strip().lower() for tag in before.split(",")}
    found = [tag for tag in tags_beginning(tidy_line(last)) if tag.lower() not in used]
    start = f"{before}{comma} " if comma else ""
    return render(request, "customers/_tag_options.html", {"options": [f"{start}{tag}" for tag in found]})


@manager_required
@require_safe
def tag_list(request: HttpRequest) -> HttpResponse:
    """Every tag, and how many customers have it."""
    page = KeysetPage(tags_by_name(), order=("name_key", "id"), params=request.GET, size=50)
    counts = tag_counts([tag.name for tag in page])
    rows = [(tag, min(counts[tag.name], COUNTED_TO), counts[tag.name] > COUNTED_TO) for tag in page]
    return render(request, "customers/tag_list.html", {"page": page, "rows": rows})


@manager_required
def tag_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Another name for a tag; the name of another one merges the two."""
    tag = get_object_or_404(Tag, pk=pk)
    form = TagRenameForm(request.POST or None, initial={"name": tag.name})
    if form.is_bound and form.is_valid():
        try:
            job = services.rename_tag(tag=tag, name=form.cleaned_data["name"], by=request.user, at=timezone.now())
            return redirect(job or "customers:tag_list")
        except AppError as error:
            form.add_app_error(error)
    count = tag_counts([tag.name])[tag.name]
    context = {"form": form, "tag": tag, "count": min(count, COUNTED_TO), "is_more": count > COUNTED_TO}
    return render(request, "customers/tag_edit.html", context, status=422 if form.is_bound else 200)


@manager_required
@require_POST
def tag_delete(request: HttpRequest, pk: int) -> HttpResponse:
    tag = get_object_or_404(Tag, pk=pk)
    job = services.delete_tag(tag=tag, by=request.user, at=timezone.now())
    messages.success(request, _("The tag “%(name)s” is deleted.") % {"name": tag.name})
    return redirect(job)
