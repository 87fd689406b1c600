"""Complaints that customers write themselves, on the public form."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from common.errors import AppError
from complaints.enums import Channel
from complaints.models import Complaint
from complaints.services import records
from complaints.services.intake import log_complaint
from complaints.services.links import issue_tracking_link
from customers.models import Customer
from customers.services import create_customer


@transaction.atomic
def receive_public_complaint(
    *,
    name: str,
    email: str,
    phone: str,
    language: str,
    at: datetime,
    submission_key: UUID,
    details: str = "",
    number_given: str = "",
    answers: Sequence[tuple[str, str]] = (),
    **complaint: Any,
) -> tuple[Complaint, str]:
    """Record what a visitor reports; gives the complaint and a private address to follow it.

    The visitor proved nothing: what is stored of a customer whom the contact fits is neither changed nor shown. The
    same form sent twice makes one complaint; one that was changed before it was sent again makes another.
    """
    said = _with_answers(details, answers)
    if earlier := records.already_made(Complaint, submission_key):
        if earlier.summary == complaint["summary"] and earlier.details.startswith(said):
            return earlier, issue_tracking_link(earlier, at)
        submission_key = uuid5(submission_key, f"{complaint['summary']}\n{said}")
        if again := records.already_made(Complaint, submission_key):
            return again, issue_tracking_link(again, at)
    if not email and not phone:
        raise AppError(_("Enter an e-mail address or a phone number, so that we can answer you."), field="email")
    known = customer_with(email=email, phone=phone, name=name)
    new = log_complaint(
        customer=known or add_customer(name=name, email=email, phone=phone, language=language, at=at),
        channel=Channel.WEB,
        details=_with_givens(said, number_given, name, phone, known),
        language=language,
        at=at,
        submission_key=submission_key,
        **complaint,
    )
    return new, issue_tracking_link(new, at)


def customer_with(*, email: str, phone: str, name: str) -> Customer | None:
    """The customer with exactly this e-mail address, or, where none was given, exactly this number.

    With an address that we don't know, the number does not count: our answers would go to somebody else's mailbox.
    """
    people = Customer.objects.current().order_by("id")
    if email:
        by_email = people.exclude(email="").alias(plain_email=Lower("email")).filter(plain_email=email.lower())
        candidates: list[Customer] = list(by_email[:20])
    else:
        candidates = list(people.filter(phones__e164=phone).distinct()[:20])
    same_name = [customer for customer in candidates if customer.name.casefold() == name.casefold()]
    return next(iter(same_name), candidates[0] if len(candidates) == 1 else None)


def add_customer(
    *, name: str, email: str, phone: str, language: str, at: datetime, acquisition_source: str = ""
) -> Customer:
    """Somebody whom we don't know yet."""
    try:
        return create_customer(
            name=name, email=email, phones=[phone] if phone else [], language=language, at=at,
            acquisition_source=acquisition_source,
        )  # fmt: skip
    except AppError as error:
        error.field = "phone" if error.field == "phones" else error.field
        raise


def _with_answers(details: str, answers: Sequence[tuple[str, str]]) -> str:
    return "\n\n".join(filter(None, [details, "\n".join(f"{question} {answer}" for question, answer in answers)]))


def _with_givens(details: str, number_given: str, name: str, phone: str, known: Customer | None) -> str:
    """The text with what else the visitor told about themselves and the registry does not hold."""
    givens = [_("Customer or booking number: %(number)s") % {"number": number_given}] if number_given else []
    if known and known.name.casefold() != name.casefold():
        givens.append(_("Name on the form: %(name)s") % {"name": name})
    if known and phone and not known.phones.filter(e164=phone).exists():
        givens.append(_("Phone number on the form: %(phone)s") % {"phone": phone})
    return "\n\n".join(filter(None, [details, "\n".join(givens)]))
