"""Complaints and answers that come by e-mail: stored first, understood afterwards, each exactly once."""

from complaints.services.mail.fetching import read_mailbox, store_mail
from complaints.services.mail.held import discard_mail, retry_mail, take_mail_as_complaint
from complaints.services.mail.keeping import purge_mails
from complaints.services.mail.taking import take_waiting_mails

__all__ = [
    "discard_mail",
    "purge_mails",
    "read_mailbox",
    "retry_mail",
    "store_mail",
    "take_mail_as_complaint",
    "take_waiting_mails",
]
