from django.utils.translation import gettext_lazy as _

from common.forms import PrimaForm
from customers.forms.fields import TagsField


class TagLineForm(PrimaForm):
    """The tags beside a complaint: a line to add some, and a button on each to take it off."""

    add = TagsField(label=_("Add tags"), help_text=_("Several are separated by commas."))
    remove = TagsField()
