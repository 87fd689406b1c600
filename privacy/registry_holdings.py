"""What the registry and this app hold about a person."""

from typing import Any

from django.db.models import Case, CharField, F, Value, When
from django.utils.translation import gettext_lazy as _

from common.audit import ERASED
from customers.models import (
    Contract,
    Customer,
    CustomerLink,
    CustomerMerge,
    DueDateChange,
    FollowUp,
    Interaction,
    LifeCycleChange,
    Need,
    Payment,
    Phone,
    SpecialDay,
    StageEvidence,
    StandingChange,
    Transaction,
)
from privacy.holdings import Holding, register_holding
from privacy.models import BreachPerson, ConsentEntry, DataRequest, RequestStep, Restriction, RetentionHold

# An identifier of another system that may itself be an address, a telephone number or a name.
_TELLING = r"@|[0-9]{7}|[A-Za-z]{5}"


def _customer_without_person() -> dict[str, Any]:
    """The number stands for the name. The identifier of the source stays where it says nothing, so that the next import
    from there does not bring the person back."""
    return {
        "name": F("number"),
        "external_id": Case(
            When(external_id__regex=_TELLING, then=Value(None)), default=F("external_id"), output_field=CharField()
        ),
        "do_not_contact": True,
        "submission_key": None,
        "version": F("version") + 1,
    }


def _payment_without_words() -> dict[str, Any]:
    """A payment that was taken back keeps that there was a reason."""
    return {
        "withdrawn_reason": Case(
            When(withdrawn_reason="", then=Value("")), default=Value(ERASED), output_field=CharField()
        )
    }


def _record() -> list[Holding]:
    """Who somebody is."""
    return [
        Holding(
            Customer,
            path="pk",
            shown=["number", "external_id", "salutation", "name", "email", "language", "city", "address", "birth_date",
                   "kind", "party_type", "buyer_role", "standing", "stage", "department", "acquisition_source",
                   "expectations", "notes", "tags", "custom_values", "preferred_channel", "best_time", "survey_consent",
                   "do_not_contact", "exit_reason", "exit_date", "created_at"],
            emptied=["salutation", "preferred_channel", "best_time", "email", "address", "birth_date", "expectations",
                     "notes", "tags", "custom_values"],
            values=_customer_without_person,
            stays=_("Number, city, kind, standing and dates, by which figures are counted."),
        ),
        Holding(Phone, shown=["typed"], deleted=True),
    ]  # fmt: skip


def _contact() -> list[Holding]:
    """What was said, and what we know from it."""
    return [
        Holding(
            Interaction, shown=["happened_at", "kind", "summary", "details"], redacted=["summary"], emptied=["details"],
            stays=_("When and how we were in touch."),
        ),
        Holding(
            FollowUp, shown=["due_at", "task", "details", "done_at", "outcome"], redacted=["task"],
            emptied=["details", "outcome"], stays=_("Dates and owner."),
        ),
        Holding(Need, shown=["noted_at", "kind", "text"], deleted=True),
        Holding(SpecialDay, shown=["label", "day", "note"], deleted=True),
        Holding(CustomerLink, other_path="other", shown=["kind", "role", "since"], deleted=True),
        Holding(CustomerMerge, path="survivor", emptied=["taken"]),
    ]  # fmt: skip


def _books() -> list[Holding]:
    """What books are kept of."""
    return [
        Holding(
            Transaction, shown=["reference", "occurred_at", "kind", "status", "amount", "currency", "unit", "due_on",
                                "outstanding"],
            stays=_("All of it, without the person: books are kept for ten years by tax law."),
        ),
        Holding(Contract, shown=["starts_on", "ends_on"], stays=_("All of it, without the person.")),
        Holding(
            Payment, path="transaction__customer", shown=["paid_on", "kind", "amount", "note"], emptied=["note"],
            values=_payment_without_words,
            stays=_("All of it, without the person: books are kept for ten years by tax law."),
        ),
        Holding(
            DueDateChange, path="transaction__customer", shown=["changed_at", "before", "after", "reason"],
            redacted=["reason"], stays=_("All of it, without the person: books are kept for ten years by tax law."),
        ),
    ]  # fmt: skip


def _judgements() -> list[Holding]:
    """What the customer is to us, and since when."""
    return [
        Holding(
            StandingChange, shown=["effective_from", "standing", "source", "reason"], emptied=["reason"],
            stays=_("Which standing held from when: figures of past years need it."),
        ),
        Holding(
            LifeCycleChange, shown=["effective_from", "stage", "source", "reason"], emptied=["reason"],
            stays=_("Which standing held from when: figures of past years need it."),
        ),
        Holding(StageEvidence, shown=["happened_on", "kind", "note"], redacted=["note"], stays=_("Dates and owner.")),
    ]  # fmt: skip


def _desk() -> list[Holding]:
    """What this app keeps."""
    return [
        Holding(
            ConsentEntry, shown=["at", "purpose", "given", "wording", "channel", "note"], redacted=["note"],
            is_append_only=True, stays=_("That a consent was given or withdrawn, as proof."),
        ),
        Holding(
            DataRequest, shown=["reference", "received_at", "kind", "channel", "details", "status", "answered_at",
                                "answer"],
            redacted=["requester", "details", "identity_note"], emptied=["contact"],
            stays=_("That it was asked and answered in time."),
        ),
        Holding(RequestStep, path="request__customer", redacted=["body"], is_append_only=True),
        Holding(BreachPerson, shown=["breach", "told_at"], stays=_("That they were concerned and told, as proof.")),
        Holding(RetentionHold, shown=["since", "lifted_at"], redacted=["reason"], stays=_("Since when it was.")),
        Holding(Restriction, shown=["since", "lifted_at"], stays=_("Since when processing was restricted.")),
    ]  # fmt: skip


def register() -> None:
    for holding in (*_record(), *_contact(), *_books(), *_judgements(), *_desk()):
        register_holding(holding)
