"""Writes to the registry."""

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
    register_department_as_customer,
    remove_service_relation,
    update_department,
)
from customers.services.duplicates import dismiss_pairs, forget_pairs_of, reopen_pair, start_due_scan, start_scan
from customers.services.follow_ups import (
    add_follow_up,
    complete_follow_up,
    complete_follow_ups,
    edit_follow_up,
    hand_over_follow_up,
    hand_over_follow_ups,
    save_follow_up_policy,
    snooze_follow_up,
)
from customers.services.interactions import NextStep, correct_interaction, delete_interaction, log_interaction
from customers.services.intimacy import (
    add_link,
    add_special_day,
    confirm_need,
    edit_link,
    edit_need,
    edit_special_day,
    end_need,
    note_need,
    remove_link,
    remove_special_day,
)
from customers.services.merging import MergeChoices, UndoneMerge, forget_taken, merge_customers, undo_merge
from customers.services.payments import change_due_date, record_payment, withdraw_payment
from customers.services.standing import recompute_standings, return_to_policy, save_policy, set_standing
from customers.services.tags import adopt_tags, delete_tag, register_tags, rename_tag
from customers.services.transaction_batches import TransactionGiven, record_transactions
from customers.services.transactions import record_transaction
from customers.services.words import count_words, tidy_words

__all__ = [
    "NextStep",
    "TransactionGiven",
    "record_transactions",
    "forget_taken",
    "dismiss_pairs",
    "forget_pairs_of",
    "forget_taken",
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
    "add_link",
    "add_service_relation",
    "add_special_day",
    "adopt_tags",
    "change_due_date",
    "complete_follow_up",
    "complete_follow_ups",
    "confirm_need",
    "correct_interaction",
    "count_words",
    "create_customer",
    "create_department",
    "delete_interaction",
    "delete_tag",
    "edit_follow_up",
    "edit_link",
    "edit_need",
    "edit_special_day",
    "end_need",
    "hand_over_follow_up",
    "hand_over_follow_ups",
    "log_interaction",
    "merge_customers",
    "note_need",
    "recompute_standings",
    "record_payment",
    "record_transaction",
    "register_department_as_customer",
    "register_tags",
    "remove_link",
    "remove_service_relation",
    "remove_special_day",
    "rename_tag",
    "return_to_policy",
    "save_follow_up_policy",
    "save_policy",
    "set_standing",
    "snooze_follow_up",
    "tidy_words",
    "undo_merge",
    "update_customer",
    "update_department",
    "withdraw_payment",
    "withdraw_survey_consent",
]
