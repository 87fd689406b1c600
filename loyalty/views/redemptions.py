"""Points against rewards: choose, confirm, hand out."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import staff_required
from common.errors import AppError
from loyalty import permissions, queries, services
from loyalty.forms import CancelRedemptionForm, RedeemForm
from loyalty.models import Redemption, Reward
from loyalty.views.members import get_membership


@staff_required
@require_safe
def redeem(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a reward; what is out of reach says why."""
    membership = get_membership(pk)
    context = {"membership": membership, "offers": queries.offers_for(membership, user=request.user)}
    return render(request, "loyalty/redeem.html", context)


@staff_required
def redeem_confirm(request: HttpRequest, pk: int, reward_pk: int) -> HttpResponse:
    membership = get_membership(pk)
    rewards = Reward.objects.select_related("programme").filter(programme=membership.programme_id)
    offer = queries.offer_of(get_object_or_404(rewards, pk=reward_pk), membership, user=request.user)
    form = RedeemForm(request.POST if request.method == "POST" else None, initial={"cost": offer.reward.cost})
    if form.is_bound and form.is_valid():
        try:
            return redirect(
                services.redeem_reward(
                    membership=membership,
                    reward=offer.reward,
                    at=timezone.now(),
                    by=request.user,
                    submission_key=form.cleaned_data["submission_key"],
                    expected_points=form.cleaned_data["cost"],
                )
            )
        except AppError as error:
            form.add_app_error(error)
            form.show_cost(offer.reward.cost)
    context = {"form": form, "membership": membership, "offer": offer}
    return render(request, "loyalty/redeem_confirm.html", context, status=422 if form.is_bound else 200)


def get_redemption(pk: int) -> Redemption:
    redemptions = Redemption.objects.select_related(
        "membership__customer", "membership__programme", "reward", "created_by", "settled_by"
    )
    return get_object_or_404(redemptions, pk=pk)


@staff_required
@require_safe
def redemption_detail(request: HttpRequest, pk: int) -> HttpResponse:
    redemption = get_redemption(pk)
    context = {"redemption": redemption, "can_cancel": permissions.can_cancel_redemption(request.user, redemption)}
    return render(request, "loyalty/redemption_detail.html", context)


@staff_required
@require_POST
def redemption_collect(request: HttpRequest, pk: int) -> HttpResponse:
    redemption = get_redemption(pk)
    try:
        services.collect_redemption(redemption=redemption, at=timezone.now(), by=request.user)
        messages.success(request, _("%(reward)s is handed out.") % {"reward": redemption.reward.name})
    except AppError as error:
        messages.error(request, str(error))
    return redirect(redemption)


@staff_required
def redemption_cancel(request: HttpRequest, pk: int) -> HttpResponse:
    redemption = get_redemption(pk)
    form = CancelRedemptionForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            services.cancel_redemption(redemption=redemption, at=timezone.now(), by=request.user, **form.cleaned_data)
            messages.success(request, _("The redemption is cancelled, the points are back."))
            return redirect(redemption.membership)
        except AppError as error:
            form.add_app_error(error)
    context = {"form": form, "redemption": redemption}
    return render(request, "loyalty/redemption_cancel.html", context, status=422 if form.is_bound else 200)
