"""Writes about personal data."""

from privacy.services.access import note_access, note_accesses, note_download, purge_access
from privacy.services.breaches import (
    add_numbers,
    add_people,
    close_breach,
    edit_breach,
    note_breach,
    remove_people,
    send_letters,
    tell_authority,
    tell_people,
)
from privacy.services.consents import add_wording, follow_refusals, record_consent, save_purpose, stop_letters
from privacy.services.consents_of_many import consents_to_note, record_consents
from privacy.services.data_file import ask_for_data_file
from privacy.services.erasing import erase_customer, erase_customers, finish_erasures
from privacy.services.erasure import carry_out_erasure, obstacles, planned_erasure, propose_erasure
from privacy.services.periods import hold, lift_hold, save_periods, start_run
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
    "add_numbers",
    "add_people",
    "add_wording",
    "answer_request",
    "ask_for_data_file",
    "carry_out_erasure",
    "close_breach",
    "consents_to_note",
    "edit_breach",
    "erase_customer",
    "erase_customers",
    "finish_erasures",
    "follow_refusals",
    "hold",
    "lift_hold",
    "lift_restriction",
    "note_access",
    "note_accesses",
    "note_breach",
    "note_download",
    "note_identity",
    "obstacles",
    "planned_erasure",
    "propose_erasure",
    "purge_access",
    "record_consent",
    "record_consents",
    "refuse_request",
    "remove_people",
    "restrict",
    "save_periods",
    "save_policy",
    "save_purpose",
    "send_letters",
    "start_run",
    "stop_letters",
    "take_in_request",
    "take_on",
    "tell_authority",
    "tell_people",
    "warn_of_due",
]
