"""Files of a complaint, for staff who may see it and for the customer by the private link. Only ever downloads."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.permissions import staff_required
from accounts.personal import personal_page
from complaints import services
from complaints.files import store
from complaints.forms.files import RemoveFileForm
from complaints.models import Attachment, Complaint
from complaints.permissions import can_remove_attachment
from complaints.views.common import find, step
from complaints.views.tracking import personal_view


@staff_required
@require_safe
def complaint_file(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """One file of a complaint this person may see."""
    return download(find(request, reference).attachments.filter(pk=pk).first())


@staff_required
def complaint_file_remove(request: HttpRequest, reference: str, pk: int) -> HttpResponse:
    """Ask for the reason, then delete the file; 404 where this person could not remove it anyway."""
    complaint = find(request, reference)
    file = complaint.attachments.select_related("entry__mail").filter(pk=pk).first()
    if file is None or not can_remove_attachment(request.user, file, complaint):
        raise Http404
    form = RemoveFileForm(request.POST or None)

    def act() -> None:
        services.remove_attachment(
            attachment=file, complaint=complaint, at=timezone.now(), by=request.user, **form.cleaned_data
        )

    done = _("The file is removed.")
    return step(request, complaint, form, template="complaint_file_remove", act=act, done=done, file=file)


@personal_page("GET", "HEAD")
@personal_view
def tracking_file(request: HttpRequest, complaint: Complaint, token: str, pk: int) -> HttpResponse:
    """One file that the customer sent, or that we sent them."""
    shared = complaint.attachments.filter(is_shared=True)
    return download(None if complaint.is_restricted else shared.filter(pk=pk).first())


def download(attachment: Attachment | None) -> HttpResponse:
    """Whatever it is, a browser saves it: it neither shows nor runs it, nor guesses what it might be."""
    if attachment is None:
        raise Http404
    try:
        file = store.path_of(store.ATTACHMENTS, attachment.stored).open("rb")
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(file, as_attachment=True, filename=attachment.name, content_type=attachment.kind)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    response["Content-Encoding"] = "identity"  # pictures and packages are compressed already
    return response
