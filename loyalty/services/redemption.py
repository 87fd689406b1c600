import secrets
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, NotAllowed
from loyalty.enums import EntryKind, RedemptionStatus
from loyalty.models import Membership, Redemption, Reward
from loyalty.permissions import can_cancel_redemption, can_redeem_reward
from loyalty.services.ledger import book

CODE_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that are mistaken for another when read out


@transaction.atomic
def redeem_reward(
    *,
    membership: Membership,
    reward: Reward,
    at: datetime,
    by: User | None,
    submission_key: UUID | None,
    expected_points: int | None = None,
) -> Redemption:
    """Take the reward's cost from the balance, one from its stock, and give the redemption with its code.

    The same `submission_key` gives the same redemption, however often it comes. Raises NotEnoughPoints, NotAllowed or
    AppError (sold out, no longer offered, cost other than `expected_points`); then nothing has changed.
    """
    earlier = _earlier(submission_key, membership, reward)
    if earlier:
        return earlier
    reward = Reward.objects.select_related("programme").get(pk=reward.pk)
    _refuse(membership, reward, at, by, expected_points)
    try:
        with transaction.atomic():
            redemption = Redemption.objects.create(
                membership=membership,
                reward=reward,
                points=reward.cost,
                code=new_code(),
                created_at=at,
                created_by=by,
                submission_key=submission_key,
            )
    except IntegrityError:
        return Redemption.objects.get(submission_key=submission_key)
    book(membership=membership, kind=EntryKind.REDEEM, points=-reward.cost, redemption=redemption, at=at, by=by)
    _take_from_stock(reward)
    return redemption


def _earlier(key: UUID | None, membership: Membership, reward: Reward) -> Redemption | None:
    found = Redemption.already_submitted(key)
    if found and (found.membership_id, found.reward_id) != (membership.pk, reward.pk):
        raise AppError(_("The form was damaged on its way. Send it again."))
    return found


def _refuse(membership: Membership, reward: Reward, at: datetime, by: User | None, expected: int | None) -> None:
    if reward.programme_id != membership.programme_id or not reward.is_active:
        raise AppError(_("This reward is no longer offered. Choose another one."))
    if not membership.is_current:
        raise AppError(_("This membership has ended. Enrol the customer again to redeem points."))
    if not reward.programme.is_active or reward.programme.starts_on > timezone.localdate(at):
        raise AppError(_("Points of this programme can't be redeemed at present."))
    if by and not can_redeem_reward(by, reward):
        raise NotAllowed(_("This reward is above your limit. Ask a manager to redeem it."))
    if expected is not None and expected != reward.cost:
        raise AppError(_("The cost of this reward has changed meanwhile. Check it and confirm again."))


def _take_from_stock(reward: Reward) -> None:
    if reward.stock is None:
        return
    taken = Reward.objects.filter(pk=reward.pk, stock__gt=0).update(stock=F("stock") - 1, version=F("version") + 1)
    if not taken:
        raise AppError(_("The last one of this reward has just been taken. Choose another one."))


def new_code() -> str:
    """A code that is easy to read out and hard to guess: 40 random bits, such as 7KQ2-M9XD."""
    letters = "".join(secrets.choice(CODE_LETTERS) for _position in range(8))
    return f"{letters[:4]}-{letters[4:]}"


@transaction.atomic
def collect_redemption(*, redemption: Redemption, at: datetime, by: User | None) -> Redemption:
    """Note that the reward was handed out. Raises AppError when the redemption was cancelled."""
    redemption = Redemption.objects.select_for_update().get(pk=redemption.pk)
    if redemption.status == RedemptionStatus.CANCELLED:
        raise AppError(_("This redemption was cancelled: hand nothing out."))
    if redemption.status == RedemptionStatus.ISSUED:
        _settle(redemption, RedemptionStatus.COLLECTED, at, by)
    return redemption


@transaction.atomic
def cancel_redemption(*, redemption: Redemption, at: datetime, by: User | None, reason: str = "") -> Redemption:
    """Give points and stock back, once. Raises NotAllowed when the reward was handed out and no manager asks."""
    redemption = (
        Redemption.objects.select_for_update(of=["self"]).select_related("membership", "reward").get(pk=redemption.pk)
    )
    if redemption.status == RedemptionStatus.CANCELLED:
        return redemption
    if by and not can_cancel_redemption(by, redemption):
        raise NotAllowed(_("The reward was handed out already. Only a manager can cancel this redemption."))
    _settle(redemption, RedemptionStatus.CANCELLED, at, by)
    book(
        membership=redemption.membership,
        kind=EntryKind.REVERSAL,
        points=redemption.points,
        redemption=redemption,
        reason=reason[:300],
        at=at,
        by=by,
    )
    Reward.objects.filter(pk=redemption.reward_id, stock__isnull=False).update(
        stock=F("stock") + 1, version=F("version") + 1
    )
    return redemption


def _settle(redemption: Redemption, status: RedemptionStatus, at: datetime, by: User | None) -> None:
    redemption.status, redemption.settled_at, redemption.settled_by = status, at, by
    redemption.save(update_fields=["status", "settled_at", "settled_by"])
