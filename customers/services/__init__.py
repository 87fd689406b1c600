"""Writes to the registry."""

from customers.services.custom_fields import (
    ChoiceGiven,
    add_custom_field,
    delete_custom_field,
    move_custom_field,
    set_custom_field_active,
    update_custom_field,
)
from customers.services.customers import create_customer, rewrite_text, update_customer, withdraw_survey_consent
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
from customers.services.follow_ups import (
    add_follow_up,
    complete_follow_up,
    complete_follow_ups,
    edit_follow_up,
    hand_over_follow_up,
    hand_over_follow_ups,
    save_follow_up_policy,
    snooze_follow_up,
    withdraw_follow_ups,
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
from customers.services.judging import judge_customers, recompute_everybody_once, refresh_standings
from customers.services.life_cycle import (
    note_evidence,
    remove_evidence,
    return_stage_to_policy,
    save_life_cycle_policy,
    set_stage,
)
from customers.services.merging import MergeChoices, UndoneMerge, forget_taken, merge_customers, undo_merge
from customers.services.nobody import nobody
from customers.services.payments import change_due_date, record_payment, withdraw_payment
from customers.services.standing import return_to_policy, save_policy, set_standing
from customers.services.tags import adopt_tags, delete_tag, register_tags, rename_tag
from customers.services.transaction_batches import TransactionGiven, record_transactions
from customers.services.transactions import record_transaction
from customers.services.words import count_words, tidy_words

__all__ = [
    "ChoiceGiven",
    "MergeChoices",
    "NextStep",
    "TransactionGiven",
    "UndoneMerge",
    "add_custom_field",
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
    "end_service_relation",
    "judge_customers",
    "delete_custom_field",
    "delete_interaction",
    "delete_tag",
    "dismiss_pairs",
    "edit_follow_up",
    "edit_link",
    "edit_need",
    "edit_special_day",
    "end_need",
    "forget_pairs_of",
    "forget_taken",
    "hand_over_follow_up",
    "hand_over_follow_ups",
    "judge_customers",
    "log_interaction",
    "merge_customers",
    "nobody",
    "move_custom_field",
    "note_evidence",
    "note_need",
    "recompute_everybody_once",
    "record_payment",
    "record_transaction",
    "record_transactions",
    "refresh_standings",
    "register_department_as_customer",
    "register_tags",
    "remove_evidence",
    "remove_link",
    "remove_service_relation",
    "remove_special_day",
    "rename_tag",
    "reopen_pair",
    "return_stage_to_policy",
    "return_to_policy",
    "rewrite_text",
    "save_follow_up_policy",
    "save_life_cycle_policy",
    "save_policy",
    "set_custom_field_active",
    "set_stage",
    "set_standing",
    "snooze_follow_up",
    "start_due_scan",
    "start_scan",
    "tidy_words",
    "undo_merge",
    "update_custom_field",
    "update_customer",
    "update_department",
    "update_service_relation",
    "withdraw_payment",
    "withdraw_follow_ups",
    "withdraw_survey_consent",
]
