from loyalty.views.members import enrol, goodwill, leave, membership_detail, send_statement
from loyalty.views.programmes import (
    enrol_primary,
    member_lookup,
    programme_create,
    programme_detail,
    programme_edit,
    programme_list,
    reward_create,
    reward_edit,
    special_day_create,
    special_day_edit,
    tier_create,
    tier_edit,
)
from loyalty.views.redemptions import (
    redeem,
    redeem_confirm,
    redemption_cancel,
    redemption_collect,
    redemption_detail,
)
from loyalty.views.statement import statement

__all__ = [
    "enrol",
    "enrol_primary",
    "goodwill",
    "leave",
    "member_lookup",
    "membership_detail",
    "programme_create",
    "programme_detail",
    "programme_edit",
    "programme_list",
    "redeem",
    "redeem_confirm",
    "redemption_cancel",
    "redemption_collect",
    "redemption_detail",
    "reward_create",
    "reward_edit",
    "send_statement",
    "special_day_create",
    "special_day_edit",
    "statement",
    "tier_create",
    "tier_edit",
]
