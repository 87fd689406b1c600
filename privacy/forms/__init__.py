from privacy.forms.access import AccessFilterForm, DownloadFilterForm
from privacy.forms.breaches import EditBreachForm, NewBreachForm, PeopleForm, ToldForm
from privacy.forms.consents import ConsentForm, PurposeCreateForm, PurposeEditForm, WordingForm
from privacy.forms.periods import HoldForm, PeriodsForm, TrialForm
from privacy.forms.policy import PolicyForm
from privacy.forms.requests import EraseForm, StepForm, TakeInForm

__all__ = [
    "AccessFilterForm",
    "ConsentForm",
    "DownloadFilterForm",
    "EditBreachForm",
    "EraseForm",
    "HoldForm",
    "NewBreachForm",
    "PeopleForm",
    "PeriodsForm",
    "PolicyForm",
    "PurposeCreateForm",
    "PurposeEditForm",
    "StepForm",
    "TakeInForm",
    "ToldForm",
    "TrialForm",
    "WordingForm",
]
