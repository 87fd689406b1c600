"""Writes of retention: fiscal years, their results, the running year, and the policy."""

from retention.services.fiscal_years import change_fiscal_year, ensure_fiscal_years, save_policy
from retention.services.results import close_ended_years, publish_version, recompute_result, sign_off
from retention.services.running import refresh_running_year

__all__ = [
    "change_fiscal_year",
    "close_ended_years",
    "ensure_fiscal_years",
    "publish_version",
    "recompute_result",
    "refresh_running_year",
    "save_policy",
    "sign_off",
]
