from customers.forms.customers import CustomerCreateForm, CustomerEditForm
from customers.forms.departments import DepartmentCreateForm, DepartmentEditForm, ServiceRelationForm
from customers.forms.follow_ups import (
    BulkForm,
    FollowUpDoneForm,
    FollowUpEditForm,
    FollowUpForm,
    FollowUpPolicyForm,
    HandOverForm,
    SnoozeForm,
)
from customers.forms.interactions import InteractionEditForm, InteractionForm
from customers.forms.merging import MergeForm
from customers.forms.standing import (
    EvidenceForm,
    LifeCyclePolicyForm,
    LifeCycleRulesForm,
    StageForm,
    StandingForm,
    StandingPolicyForm,
    StandingRulesForm,
)
from customers.forms.tags import TagRenameForm
from customers.forms.transactions import RefundForm, TransactionForm

__all__ = [
    "BulkForm",
    "CustomerCreateForm",
    "CustomerEditForm",
    "DepartmentCreateForm",
    "DepartmentEditForm",
    "EvidenceForm",
    "FollowUpDoneForm",
    "FollowUpEditForm",
    "FollowUpForm",
    "FollowUpPolicyForm",
    "HandOverForm",
    "InteractionEditForm",
    "InteractionForm",
    "LifeCyclePolicyForm",
    "LifeCycleRulesForm",
    "MergeForm",
    "RefundForm",
    "ServiceRelationForm",
    "SnoozeForm",
    "StageForm",
    "StandingForm",
    "StandingPolicyForm",
    "StandingRulesForm",
    "TagRenameForm",
    "TransactionForm",
]
