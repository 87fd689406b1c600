from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from common.errors import AppError
from loyalty.emails import send_points_statement
from loyalty.models import Membership


@transaction.atomic
def send_statement(*, membership: Membership, at: datetime) -> None:
    """E-mail the member a private link to the statement. Raises AppError when there is no address to write to."""
    customer = membership.customer
    if not customer.email:
        raise AppError(_("%(name)s has no e-mail address. Add one on the customer page.") % {"name": customer.name})
    if customer.do_not_contact:
        raise AppError(_("%(name)s does not want to be contacted.") % {"name": customer.name})
    send_points_statement(membership, at=at)
