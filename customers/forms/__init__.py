from customers.forms.contacts import FollowUpDoneForm, FollowUpForm, InteractionForm
from customers.forms.customers import CustomerCreateForm, CustomerEditForm
from customers.forms.departments import (
    DepartmentCreateForm,
    DepartmentEditForm,
    ServiceRelationEditForm,
    ServiceRelationForm,
)
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
    "CustomerCreateForm",
    "CustomerEditForm",
    "DepartmentCreateForm",
    "DepartmentEditForm",
    "EvidenceForm",
    "FollowUpDoneForm",
    "FollowUpForm",
    "InteractionForm",
    "LifeCyclePolicyForm",
    "LifeCycleRulesForm",
    "MergeForm",
    "RefundForm",
    "ServiceRelationEditForm",
    "ServiceRelationForm",
    "StageForm",
    "StandingForm",
    "StandingPolicyForm",
    "StandingRulesForm",
    "TagRenameForm",
    "TransactionForm",
]
