"""The public form, the thanks after it, and the service charter."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.personal import personal_page
from common.errors import AppError
from common.throttle import is_too_often
from complaints import services
from complaints.forms.files import is_too_large, too_large
from complaints.forms.public import PublicComplaintForm
from complaints.models import Complaint
from complaints.services.links import tracking_url
from complaints.views.language import redirect_in_language
from complaints.views.tracking import personal_view
from complaints.views.visitor import sender

FORMS_AN_HOUR = 60


@personal_page("GET", "HEAD", "POST", keeps_blank=True)
def public_form(request: HttpRequest) -> HttpResponse:
    """Anybody complains here; only a POST writes, and the same form sent twice makes one complaint."""
    if request.method == "POST" and is_too_large(request):
        return render(request, "complaints/public_form.html", {"form": too_large(PublicComplaintForm)}, status=413)
    form = PublicComplaintForm(*((request.POST, request.FILES) if request.method == "POST" else ()))
    if request.method == "POST" and is_too_often(what="complain", who=sender(request), limit=FORMS_AN_HOUR):
        form.add_error(None, _("Many complaints came from your connection within an hour. Try again later or call us."))
        return render(request, "complaints/public_form.html", {"form": form}, status=429)
    if form.is_valid():
        try:
            return _received(request, form)
        except AppError as error:
            form.add_app_error(error)
    return render(request, "complaints/public_form.html", {"form": form}, status=422 if form.is_bound else 200)


def _received(request: HttpRequest, form: PublicComplaintForm) -> HttpResponse:
    left_out = ("opened", "website")
    data = {name: value for name, value in form.cleaned_data.items() if not name.startswith(("question_", *left_out))}
    language = translation.get_language()
    _complaint, url = services.receive_public_complaint(
        language=language, at=timezone.now(), answers=form.answers, **data
    )
    return redirect_in_language(request, f"{urlsplit(url).path}thanks/")


@personal_page("GET", "HEAD")
@personal_view
def public_thanks(request: HttpRequest, complaint: Complaint, token: str) -> HttpResponse:
    """Number, promise, and the private address to keep."""
    context = {"complaint": complaint, "tracking_url": tracking_url(token)}
    return render(request, "complaints/public_thanks.html", context)
