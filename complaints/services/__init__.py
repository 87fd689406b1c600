"""What can be done with a complaint. Each function is one transaction and takes the moment as `at`."""

from complaints.services.editing import edit_complaint, set_confidentiality
from complaints.services.handling import (
    accept,
    add_customer_message,
    add_note,
    assign,
    close_accepted_complaints,
    close_complaint,
    reopen,
    reopen_until,
    reply,
    resolve,
    start_work,
    wait_for_customer,
)
from complaints.services.intake import log_complaint

__all__ = [
    "accept",
    "add_customer_message",
    "add_note",
    "assign",
    "close_accepted_complaints",
    "close_complaint",
    "edit_complaint",
    "log_complaint",
    "reopen",
    "reopen_until",
    "reply",
    "resolve",
    "set_confidentiality",
    "start_work",
    "wait_for_customer",
]
