"""What the registry and this app hold about a person."""

from typing import Any

from django.db.models import Case, CharField, F, Value, When
from django.utils.translation import gettext_lazy as _

from customers.models import Contract, Customer, FollowUp, Interaction, Phone, StandingChange, Transaction
from privacy.holdings import Holding, register_holding
from privacy.models import ConsentEntry, DataRequest, RequestStep, Restriction

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


def register() -> None:
    for holding in (
        Holding(
            Customer,
            path="pk",
            shown=["number", "external_id", "salutation", "name", "email", "language", "city", "address", "birth_date",
                   "kind", "party_type", "buyer_role", "standing", "stage", "department", "acquisition_source",
                   "expectations", "notes", "tags", "custom_values", "survey_consent", "do_not_contact", "exit_reason",
                   "exit_date", "created_at"],
            emptied=["salutation", "email", "address", "birth_date", "expectations", "notes", "tags", "custom_values"],
            values=_customer_without_person,
            stays=_("Number, city, kind, standing and dates, by which figures are counted."),
        ),
        Holding(Phone, shown=["typed"], deleted=True),
        Holding(
            Interaction, shown=["happened_at", "kind", "summary", "details"], redacted=["summary"], emptied=["details"],
            stays=_("When and how we were in touch."),
        ),
        Holding(
            FollowUp, shown=["due_at", "task", "details", "done_at", "outcome"], redacted=["task"],
            emptied=["details", "outcome"], stays=_("Dates and owner."),
        ),
        Holding(
            Transaction, shown=["reference", "occurred_at", "kind", "status", "amount", "currency", "unit", "due_on",
                                "outstanding"],
            stays=_("All of it, without the person: books are kept for ten years by tax law."),
        ),
        Holding(Contract, shown=["starts_on", "ends_on"], stays=_("All of it, without the person.")),
        Holding(
            StandingChange, shown=["effective_from", "standing", "source", "reason"], emptied=["reason"],
            stays=_("Which standing held from when: figures of past years need it."),
        ),
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
        Holding(Restriction, shown=["since", "lifted_at"], stays=_("Since when processing was restricted.")),
    ):  # fmt: skip
        register_holding(holding)
