"""What can be done with programmes, members and points."""

from loyalty.services.goodwill import book_goodwill, grant_goodwill
from loyalty.services.membership import (
    enrol,
    enrol_many,
    enrol_new_primaries,
    enrol_primary_customers,
    leave,
    withdraw_enrolment,
)
from loyalty.services.merges import follow_merges
from loyalty.services.programme import save_programme, save_reward, save_special_day, save_tier
from loyalty.services.purchases import award_points
from loyalty.services.redemption import cancel_redemption, collect_redemption, redeem_reward
from loyalty.services.routine import do_daily_work
from loyalty.services.statement import send_statement

__all__ = [
    "award_points",
    "book_goodwill",
    "cancel_redemption",
    "collect_redemption",
    "do_daily_work",
    "enrol",
    "enrol_many",
    "enrol_new_primaries",
    "enrol_primary_customers",
    "follow_merges",
    "grant_goodwill",
    "leave",
    "redeem_reward",
    "save_programme",
    "save_reward",
    "save_special_day",
    "save_tier",
    "send_statement",
    "withdraw_enrolment",
]
