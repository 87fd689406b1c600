"""Writes about personal data."""

from privacy.services.access import note_access, note_download, purge_access
from privacy.services.consents import add_wording, follow_refusals, record_consent, save_purpose, stop_letters
from privacy.services.data_file import ask_for_data_file
from privacy.services.erasure import carry_out_erasure, erase_customer, obstacles, planned_erasure, propose_erasure
from privacy.services.policy import save_policy
from privacy.services.requests import (
    add_note,
    answer_request,
    lift_restriction,
    note_identity,
    refuse_request,
    restrict,
    take_in_request,
    take_on,
    warn_of_due,
)

__all__ = [
    "add_note",
    "add_wording",
    "answer_request",
    "ask_for_data_file",
    "carry_out_erasure",
    "erase_customer",
    "follow_refusals",
    "lift_restriction",
    "note_access",
    "note_download",
    "note_identity",
    "obstacles",
    "planned_erasure",
    "propose_erasure",
    "purge_access",
    "record_consent",
    "refuse_request",
    "restrict",
    "save_policy",
    "save_purpose",
    "stop_letters",
    "take_in_request",
    "take_on",
    "warn_of_due",
]
