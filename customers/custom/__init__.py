"""Further fields: what an organisation asks of its customers on its own account.

One place reads, checks, stores and shows their values, whoever asks: form, file, API or list.

    definitions()          the fields as they are now, from memory while nobody changes them
    value_type(field)      how a field's values are read, checked and shown
    changed_values(...)    a customer's values after some of them were given anew
    answers_of(customer)   what is known of a customer, to be shown
"""

from customers.custom.definitions import Definitions, definitions, forget_definitions, fresh_definitions
from customers.custom.types import ValueType, value_type
from customers.custom.values import Answer, answers_of, changed_values, checked_change, missing_fields

__all__ = [
    "Answer",
    "Definitions",
    "ValueType",
    "answers_of",
    "changed_values",
    "checked_change",
    "definitions",
    "forget_definitions",
    "fresh_definitions",
    "missing_fields",
    "value_type",
]
