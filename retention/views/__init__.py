from retention.views.at_risk import at_risk
from retention.views.customers import customer_group, customer_group_csv
from retention.views.dashboard import dashboard, figures_csv, refresh
from retention.views.policy import policy
from retention.views.years import (
    fiscal_year_edit,
    fiscal_year_list,
    late_facts,
    year_publish,
    year_recompute,
    year_sign_off,
)

__all__ = [
    "at_risk",
    "customer_group",
    "customer_group_csv",
    "dashboard",
    "figures_csv",
    "fiscal_year_edit",
    "fiscal_year_list",
    "late_facts",
    "policy",
    "refresh",
    "year_publish",
    "year_recompute",
    "year_sign_off",
]
