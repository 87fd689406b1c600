from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import User
from common.errors import AppError
from common.formats import number
from customers.models import Customer
from customers.segments import CUSTOMERS, found_by
from jobs.bulk import BulkList


def customers_found(query: str, user: User) -> "QuerySet[Customer]":
    """The rows of a selection; refused when a filter is gone, for without it there would be more of them."""
    found = found_by(query, user)
    if found is None:
        raise AppError(_("One of the filters is no longer there. Open the list again."))
    return found


def counted(count: int) -> str:
    return ngettext("%(count)s customer", "%(count)s customers", count) % {"count": number(count)}


CUSTOMER_LIST = BulkList(CUSTOMERS.key, customers_found, counted)


def stored(value: Any) -> Any:
    """A value as JSON holds it and the ORM reads it again: records by id, days as ISO text."""
    if hasattr(value, "pk"):
        return value.pk
    return value.isoformat() if hasattr(value, "isoformat") else value
