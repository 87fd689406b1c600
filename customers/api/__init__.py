"""The registry for other systems. Pages and these addresses call the same services and queries."""

from customers.api.contacts import router as contacts
from customers.api.customers import router as customers
from customers.api.transactions import router as transactions

routers = (customers, transactions, contacts)

__all__ = ["routers"]
