from privacy.forms.access import AccessFilterForm, DownloadFilterForm
from privacy.forms.consents import ConsentForm, PurposeCreateForm, PurposeEditForm, WordingForm
from privacy.forms.policy import PolicyForm

__all__ = [
    "AccessFilterForm",
    "ConsentForm",
    "DownloadFilterForm",
    "PolicyForm",
    "PurposeCreateForm",
    "PurposeEditForm",
    "WordingForm",
]
