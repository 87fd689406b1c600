"""One answer, as staff read it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.permissions import staff_required
from surveys.queries.answers import follow_up_of, responses_for


@staff_required
@require_safe
def response_detail(request: HttpRequest, pk: int) -> HttpResponse:
    response = get_object_or_404(responses_for(request.user), pk=pk)
    context = {"response": response, "follow_up": follow_up_of(response) if response.is_low else None}
    return render(request, "surveys/response_detail.html", context)
