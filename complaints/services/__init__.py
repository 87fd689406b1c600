"""What can be done with a complaint. Each function is one transaction and takes the moment as `at`."""

from complaints.services.aftercare import note_after_care, plan_after_care, take_back_after_care
from complaints.services.anonymous import (
    complaint_behind,
    readers,
    receive_anonymous_complaint,
    save_anonymous_desk,
    without_trace,
)
from complaints.services.answers import (
    accept,
    close_accepted_complaints,
    close_complaint,
    refuse,
    reopen,
    reopen_until,
    resolve,
)
from complaints.services.assignment import assign, take
from complaints.services.attachments import attach, forget_file_of, purge_attachments, remove_attachment
from complaints.services.calendar_changes import (
    CHANGE,
    change_department_hours,
    change_holidays,
    change_public_holidays,
    change_working_hours,
    change_working_time,
    drop_department_hours,
)
from complaints.services.callers import log_complaint_of_new_customer
from complaints.services.care_policy import remove_outside_body, save_outside_body, update_care_policy
from complaints.services.charter import publish_charter
from complaints.services.confidentiality import set_confidentiality
from complaints.services.deadlines import (
    FOLLOW,
    follow_deadlines,
    remove_escalation_step,
    save_escalation_step,
    update_deadlines,
)
from complaints.services.drafts import finish_draft, is_draft_finished, purge_drafts, save_draft
from complaints.services.editing import edit_complaint
from complaints.services.escalation import warn_of_deadlines
from complaints.services.improvements import edit_improvement, plan_improvement
from complaints.services.intake import log_complaint
from complaints.services.mail import (
    discard_mail,
    purge_mails,
    read_mailbox,
    retry_mail,
    store_mail,
    take_mail_as_complaint,
    take_waiting_mails,
)
from complaints.services.merging import merge_complaints, part_strangers, undo_merge
from complaints.services.messages import add_customer_message, add_note, reply
from complaints.services.payments import pay_remedy
from complaints.services.policies import save_cause, save_remedy_budget, update_handling_policy
from complaints.services.problems import (
    ANSWER_ALL,
    add_to_problem,
    answer_all,
    answer_step,
    edit_problem,
    open_problem,
    take_off_problem,
)
from complaints.services.promise_digests import send_promise_digests
from complaints.services.promises import (
    hand_over_promise,
    keep_promise,
    make_promise,
    move_promise,
    release_promise,
    reply_with_promise,
)
from complaints.services.public import receive_public_complaint
from complaints.services.questions import save_cause_questions
from complaints.services.receipts import print_receipt
from complaints.services.remedies import decide_remedy, propose_remedy
from complaints.services.routing import (
    add_absence,
    move_rule,
    remove_absence,
    remove_group,
    remove_rule,
    route,
    save_group,
    save_rule,
)
from complaints.services.silence import take_silence_readings
from complaints.services.steps import acknowledge, assess, start_work
from complaints.services.tags import tag_complaint
from complaints.services.templates import apply_macro, count_template, save_macro, save_template
from complaints.services.together import (
    link_complaints,
    split_complaint,
    unlink_complaints,
)
from complaints.services.waiting import wait_for_customer

__all__ = [
    "ANSWER_ALL",
    "take_silence_readings",
    "publish_charter",
    "take_back_after_care",
    "plan_after_care",
    "note_after_care",
    "reply_with_promise",
    "release_promise",
    "move_promise",
    "make_promise",
    "keep_promise",
    "hand_over_promise",
    "send_promise_digests",
    "update_care_policy",
    "save_outside_body",
    "remove_outside_body",
    "pay_remedy",
    "save_remedy_budget",
    "CHANGE",
    "FOLLOW",
    "accept",
    "acknowledge",
    "add_absence",
    "add_customer_message",
    "add_note",
    "add_to_problem",
    "answer_all",
    "answer_step",
    "apply_macro",
    "assess",
    "assign",
    "attach",
    "change_department_hours",
    "change_holidays",
    "change_public_holidays",
    "change_working_hours",
    "change_working_time",
    "close_accepted_complaints",
    "close_complaint",
    "complaint_behind",
    "count_template",
    "decide_remedy",
    "discard_mail",
    "drop_department_hours",
    "edit_complaint",
    "edit_improvement",
    "edit_problem",
    "finish_draft",
    "is_draft_finished",
    "follow_deadlines",
    "forget_file_of",
    "hand_over_promise",
    "keep_promise",
    "link_complaints",
    "log_complaint",
    "log_complaint_of_new_customer",
    "make_promise",
    "merge_complaints",
    "move_promise",
    "move_rule",
    "note_after_care",
    "open_problem",
    "part_strangers",
    "pay_remedy",
    "plan_after_care",
    "plan_improvement",
    "print_receipt",
    "propose_remedy",
    "publish_charter",
    "purge_attachments",
    "purge_drafts",
    "purge_mails",
    "read_mailbox",
    "readers",
    "receive_anonymous_complaint",
    "receive_public_complaint",
    "refuse",
    "release_promise",
    "remove_absence",
    "remove_escalation_step",
    "remove_group",
    "remove_outside_body",
    "remove_rule",
    "reopen",
    "reopen_until",
    "reply",
    "reply_with_promise",
    "resolve",
    "retry_mail",
    "route",
    "save_anonymous_desk",
    "save_cause",
    "save_cause_questions",
    "save_draft",
    "save_escalation_step",
    "save_group",
    "save_macro",
    "save_outside_body",
    "save_remedy_budget",
    "save_rule",
    "save_template",
    "send_promise_digests",
    "set_confidentiality",
    "split_complaint",
    "start_work",
    "store_mail",
    "take",
    "take_back_after_care",
    "take_mail_as_complaint",
    "take_off_problem",
    "take_waiting_mails",
    "undo_merge",
    "unlink_complaints",
    "update_care_policy",
    "update_deadlines",
    "update_handling_policy",
    "wait_for_customer",
    "warn_of_deadlines",
    "without_trace",
    "remove_attachment",
    "tag_complaint",
]
