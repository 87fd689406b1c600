from collections.abc import Sequence

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from common.columns import Column
from customers.columns import chosen, columns_for, prepared
from customers.queries.listing import order_of, sortable
from customers.segments import CUSTOMERS
from jobs.bulk_export import ExportRows


class ExportCustomers(ExportRows):
    """The list of customers as a file."""

    saved_list = CUSTOMERS
    file_stem = _("customers")

    def columns_for(self, user: User) -> dict[str, Column]:
        return columns_for(user)

    def chosen(self, names: Sequence[str], available: dict[str, Column]) -> list[Column]:
        return chosen(names, available)

    def prepared(self, rows: QuerySet, columns: Sequence[Column]) -> QuerySet:
        return prepared(rows, columns)

    def in_order(self, rows: QuerySet, query: QueryDict) -> QuerySet:
        order = order_of(query.get("sort", ""))
        return sortable(rows, order).order_by(*order.fields)
