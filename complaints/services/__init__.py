"""What can be done with a complaint. Each function is one transaction and takes the moment as `at`."""

from complaints.services.aftercare import note_after_care, plan_after_care, take_back_after_care
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
from complaints.services.attachments import attach, forget_file_of, purge_attachments
from complaints.services.calendar_changes import (
    CHANGE,
    change_holidays,
    change_public_holidays,
    change_working_hours,
    change_working_time,
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
from complaints.services.drafts import finish_draft, purge_drafts, save_draft
from complaints.services.editing import edit_complaint
from complaints.services.escalation import warn_of_deadlines
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
from complaints.services.messages import add_customer_message, add_note, reply
from complaints.services.payments import pay_remedy
from complaints.services.policies import save_cause, save_remedy_budget, update_handling_policy
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
from complaints.services.waiting import wait_for_customer

__all__ = [
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
    "assess",
    "assign",
    "attach",
    "change_holidays",
    "change_public_holidays",
    "change_working_hours",
    "change_working_time",
    "close_accepted_complaints",
    "close_complaint",
    "decide_remedy",
    "discard_mail",
    "edit_complaint",
    "finish_draft",
    "follow_deadlines",
    "forget_file_of",
    "log_complaint",
    "log_complaint_of_new_customer",
    "move_rule",
    "propose_remedy",
    "purge_attachments",
    "purge_mails",
    "read_mailbox",
    "purge_drafts",
    "receive_public_complaint",
    "refuse",
    "remove_absence",
    "remove_escalation_step",
    "remove_group",
    "remove_rule",
    "reopen",
    "reopen_until",
    "reply",
    "resolve",
    "retry_mail",
    "route",
    "save_cause",
    "save_draft",
    "save_escalation_step",
    "save_group",
    "save_rule",
    "set_confidentiality",
    "start_work",
    "store_mail",
    "take_mail_as_complaint",
    "take_waiting_mails",
    "take",
    "update_deadlines",
    "update_handling_policy",
    "wait_for_customer",
    "warn_of_deadlines",
]
