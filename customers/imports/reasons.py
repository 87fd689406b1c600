"""Why a file or a row is not taken: one sentence each, in the language of whoever imports."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from common.errors import AppError

REASONS = {
    # one cell
    "required": _("This cell must not be empty."),
    "not_text": _("This cell holds bytes or control characters that are no text. Save the file as UTF-8."),
    "formula": _("This cell holds a formula. Paste its value instead."),
    "sheet_error": _("The spreadsheet shows an error here: %(value)s"),
    "too_long": _("The text is longer than %(value)s characters."),
    "too_many": _("There are more than %(value)s of them."),
    "choice": _("“%(value)s” is not one of the allowed words."),
    "flag": _("“%(value)s” is neither yes nor no. Write 1 or 0."),
    "date": _("“%(value)s” is no date. Write it like 2026-12-31."),
    "date_range": _("%(value)s is outside the years 1900 to 2200."),
    "birth_in_future": _("The date of birth %(value)s has not come yet."),
    "moment": _("“%(value)s” is no date and time. Write it like 2026-12-31T14:05:00+07:00."),
    "no_offset": _("“%(value)s” has no offset from UTC. Write it like 2026-12-31T14:05:00+07:00."),
    "amount": _("“%(value)s” is no amount."),
    "negative": _("The amount %(value)s is negative. A refund is a row of its own, with a positive amount."),
    "amount_range": _("The amount %(value)s is too large."),
    "currency": _("“%(value)s” is no currency. Write three letters, like IDR."),
    "email": _("“%(value)s” is no e-mail address."),
    "url": _("“%(value)s” is no web address. Write it like https://www.contoh.co.id."),
    "whole_number": _("“%(value)s” is no whole number."),
    "number": _("“%(value)s” is no number. Write it like 12.5."),
    "out_of_bounds": _("“%(value)s” lies outside of what this field allows."),
    "phone": _("“%(value)s” is no phone number. Write it with its area code, like 0812-3456-7890."),
    # one row
    "columns": _("The row has %(value)s columns, not as many as the header."),
    "unreadable": _("The row can't be read: a quotation mark is not closed or stands in the wrong place."),
    "repeated": _("Line %(value)s already has this key."),
    # the row and the registry
    "unknown_customer": _("No customer has the identifier “%(value)s”."),
    "nobody": _("“%(value)s” stands for everybody who gave no name, not for a customer."),
    "erased": _("The personal data of this customer were erased."),
    "no_department": _("An internal customer needs a department."),
    "no_exit_date": _("A reason for leaving needs the date on which the customer left."),
    "refund_kind": _("Only a row of kind “refund” can refund another."),
    "unknown_refund": _("No transaction has the reference “%(value)s”, or its row was rejected."),
    "refund_of_refund": _("“%(value)s” is itself a refund or a redemption."),
    "refund_customer": _("“%(value)s” was bought by another customer."),
    "refund_currency": _("“%(value)s” was paid in another currency."),
    "outstanding": _("The amount is lower than what the customer still has to pay (%(value)s)."),
    "outstanding_above": _("The outstanding amount %(value)s is more than the amount."),
    "no_due_date": _("An outstanding amount needs the day on which it is due."),
    "refund_outstanding": _("A refund has no outstanding amount."),
    "shared": _("Customer %(value)s has the same value, and no two may."),
    "shared_in_file": _("Line %(value)s already has this value, and no two customers may have the same."),
    "unknown_owner": _("No colleague signs in with “%(value)s”."),
    "ends_before_start": _("The contract ends before it starts."),
    "not_yet": _("%(value)s has not come yet."),
    "no_person": _("“%(value)s” is no person; contact persons are."),
    "tied_to_itself": _("A customer can't be tied to itself."),
    "tied_in_file": _("Line %(value)s ties the two like this already."),
    "merge_itself": _("A customer can't be merged into itself."),
    "merged_elsewhere": _("This customer is already merged into “%(value)s”."),
    "merge_cycle": _("The merges lead in a circle back to this customer."),
    "merge_kind": _("An internal and an external customer can't be merged."),
    "future_standing": _("A standing can't begin in the future (%(value)s)."),
    "set_by_hand": _("A member of staff set another standing from this day; it is kept."),
}


@dataclass(frozen=True)
class Problem:
    """One fault of one row: where it is and why the row was not taken."""

    line: int
    column: str
    code: str
    value: str

    @property
    def reason(self) -> str:
        """In the language of whoever reads it, which need not be that of the worker."""
        return sentence(self.code, self.value)


class BadCell(Exception):
    """A cell that is not what its column holds; `value` goes into the sentence."""

    def __init__(self, code: str, value: object = ""):
        super().__init__(code)
        self.code = code
        self.value = str(value)


class ImportRefused(AppError):
    """The file as a whole can't be imported; nothing was written."""


def sentence(code: str, value: str) -> str:
    return str(REASONS[code]) % {"value": value}
