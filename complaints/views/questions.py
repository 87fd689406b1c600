"""What the public form asks besides, for admins."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.permissions import admin_required
from common.errors import AppError, StaleRecord
from common.seen import one_editor_at_a_time
from complaints import services
from complaints.forms.questions import CauseQuestionsForm
from complaints.models import Cause
from complaints.views.common import status_of


@admin_required
@one_editor_at_a_time
def cause_questions(request: HttpRequest, pk: int) -> HttpResponse:
    """The questions of one main cause."""
    cause = get_object_or_404(Cause, pk=pk, parent=None)
    form = CauseQuestionsForm(request.POST or None, cause=cause)
    if request.method == "POST" and form.is_valid():
        try:
            form.refuse_if_stale()
            services.save_cause_questions(cause=cause, questions=form.questions)
        except StaleRecord as stale:
            form.show_conflict(stale)
        except AppError as error:
            form.add_app_error(error)
        else:
            messages.success(request, _("The public form asks this from now on."))
            return redirect("complaints:cause_list")
    return render(request, "complaints/cause_questions.html", {"form": form, "cause": cause}, status=status_of(form))
