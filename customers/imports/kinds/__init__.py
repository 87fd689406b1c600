"""The kinds of files, by the word that names their command."""

from customers.imports.kinds.contacts import CONTACTS
from customers.imports.kinds.contracts import CONTRACTS
from customers.imports.kinds.customers import CUSTOMERS
from customers.imports.kinds.interactions import INTERACTIONS
from customers.imports.kinds.links import LINKS
from customers.imports.kinds.merges import MERGES
from customers.imports.kinds.needs import NEEDS
from customers.imports.kinds.special_days import SPECIAL_DAYS
from customers.imports.kinds.standings import STANDINGS
from customers.imports.kinds.transactions import TRANSACTIONS

KINDS = {
    kind.slug: kind
    for kind in (
        CUSTOMERS,
        TRANSACTIONS,
        CONTRACTS,
        MERGES,
        STANDINGS,
        INTERACTIONS,
        NEEDS,
        SPECIAL_DAYS,
        CONTACTS,
        LINKS,
    )
}
