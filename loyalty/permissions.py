"""Who may do what with points. Staff enrol and redeem within limits; managers decide the rest."""

from accounts.models import User
from loyalty.enums import RedemptionStatus
from loyalty.models import Redemption, Reward


def can_edit_programmes(user: User) -> bool:
    return user.is_manager


def can_grant_goodwill(user: User) -> bool:
    return user.is_manager


def can_redeem_reward(user: User, reward: Reward) -> bool:
    """Above the programme's limit a manager redeems."""
    limit = reward.programme.agent_points_limit
    return user.is_manager or limit is None or reward.cost <= limit


def can_cancel_redemption(user: User, redemption: Redemption) -> bool:
    """What was handed out can be taken back by a manager only."""
    if redemption.status == RedemptionStatus.CANCELLED:
        return False
    return user.is_manager or redemption.status == RedemptionStatus.ISSUED
