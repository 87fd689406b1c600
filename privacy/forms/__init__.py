from privacy.forms.access import AccessFilterForm, DownloadFilterForm
from privacy.forms.consents import ConsentForm, PurposeCreateForm, PurposeEditForm, WordingForm
from privacy.forms.policy import PolicyForm
from privacy.forms.requests import EraseForm, StepForm, TakeInForm

__all__ = [
    "AccessFilterForm",
    "ConsentForm",
    "DownloadFilterForm",
    "EraseForm",
    "PolicyForm",
    "PurposeCreateForm",
    "PurposeEditForm",
    "StepForm",
    "TakeInForm",
    "WordingForm",
]
