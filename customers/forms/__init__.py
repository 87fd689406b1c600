from customers.forms.contacts import FollowUpDoneForm, FollowUpForm, InteractionForm
from customers.forms.customers import CustomerCreateForm, CustomerEditForm
from customers.forms.departments import DepartmentCreateForm, DepartmentEditForm, ServiceRelationForm
from customers.forms.merging import MergeForm
from customers.forms.standing import StandingForm, StandingPolicyForm
from customers.forms.tags import TagRenameForm
from customers.forms.transactions import RefundForm, TransactionForm

__all__ = [
    "CustomerCreateForm",
    "CustomerEditForm",
    "DepartmentCreateForm",
    "DepartmentEditForm",
    "FollowUpDoneForm",
    "FollowUpForm",
    "InteractionForm",
    "MergeForm",
    "RefundForm",
    "ServiceRelationForm",
    "StandingForm",
    "StandingPolicyForm",
    "TagRenameForm",
    "TransactionForm",
]
