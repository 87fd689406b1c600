"""What an open page of a complaint asks every fifteen seconds: who else is here, and is there something new."""

from typing import cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from accounts.models import User
from accounts.permissions import staff_required
from complaints.presence import come_by
from complaints.queries import unseen_entries
from complaints.views.common import find, seen_of


@staff_required
@require_POST
def complaint_presence(request: HttpRequest, reference: str) -> HttpResponse:
    """The notice above the complaint, empty when one is alone and knows all."""
    complaint, user = find(request, reference), cast(User, request.user)
    is_typing = request.POST.get("typing") == "1"
    context = {
        "complaint": complaint,
        "others": come_by(complaint=complaint, user=user, is_typing=is_typing, at=timezone.now()),
        "news": list(unseen_entries(complaint, seen=seen_of(request.POST), by=user)[:3]),
    }
    return render(request, "complaints/_presence.html", context)
