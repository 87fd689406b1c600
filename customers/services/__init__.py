"""Writes to the registry."""

from customers.services.contacts import add_follow_up, complete_follow_up, log_interaction
from customers.services.custom_fields import (
    ChoiceGiven,
    add_custom_field,
    delete_custom_field,
    move_custom_field,
    set_custom_field_active,
    update_custom_field,
)
from customers.services.customers import create_customer, update_customer, withdraw_survey_consent
from customers.services.departments import (
    add_service_relation,
    create_department,
    end_service_relation,
    register_department_as_customer,
    remove_service_relation,
    update_department,
    update_service_relation,
)
from customers.services.duplicates import dismiss_pairs, forget_pairs_of, reopen_pair, start_due_scan, start_scan
from customers.services.judging import judge_customers, recompute_everybody_once, refresh_standings
from customers.services.life_cycle import (
    note_evidence,
    remove_evidence,
    return_stage_to_policy,
    save_life_cycle_policy,
    set_stage,
)
from customers.services.merging import MergeChoices, UndoneMerge, forget_taken, merge_customers, undo_merge
from customers.services.standing import return_to_policy, save_policy, set_standing
from customers.services.tags import adopt_tags, delete_tag, register_tags, rename_tag
from customers.services.transaction_batches import TransactionGiven, record_transactions
from customers.services.transactions import record_transaction
from customers.services.words import count_words, tidy_words

__all__ = [
    "TransactionGiven",
    "record_transactions",
    "forget_taken",
    "dismiss_pairs",
    "forget_pairs_of",
    "reopen_pair",
    "start_due_scan",
    "start_scan",
    "ChoiceGiven",
    "MergeChoices",
    "UndoneMerge",
    "add_custom_field",
    "delete_custom_field",
    "move_custom_field",
    "set_custom_field_active",
    "update_custom_field",
    "add_follow_up",
    "add_service_relation",
    "adopt_tags",
    "complete_follow_up",
    "count_words",
    "create_customer",
    "create_department",
    "end_service_relation",
    "judge_customers",
    "delete_tag",
    "log_interaction",
    "merge_customers",
    "note_evidence",
    "recompute_everybody_once",
    "record_transaction",
    "refresh_standings",
    "register_department_as_customer",
    "remove_evidence",
    "remove_service_relation",
    "return_stage_to_policy",
    "register_tags",
    "rename_tag",
    "return_to_policy",
    "save_life_cycle_policy",
    "save_policy",
    "set_stage",
    "set_standing",
    "tidy_words",
    "undo_merge",
    "update_customer",
    "update_department",
    "update_service_relation",
    "withdraw_survey_consent",
]
