"""What many people allowed or refused in the same way: a line of the log for each, a few statements for all."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import User
from customers.models import Customer
from customers.services.many import open_records, set_fields
from privacy.enums import Channel
from privacy.models import ConsentEntry, ConsentPurpose
from privacy.queries.consents import current_wordings
from privacy.services.consents import stop_letters, told_to_trigger


def consents_to_note(customers: "QuerySet[Customer]", *, purpose: ConsentPurpose, given: bool) -> "QuerySet[Customer]":
    """Those of whom it is not known already: who said so before needs no second line."""
    entries = ConsentEntry.objects.filter(customer=OuterRef("pk"), purpose=purpose)
    said = customers.annotate(_said=Subquery(entries.order_by("-id").values("given")[:1]))
    return said.filter(Q(_said__isnull=True) | ~Q(_said=given))


@transaction.atomic
def record_consents(
    *,
    ids: Sequence[int],
    purpose: ConsentPurpose,
    given: bool,
    channel: Channel | str,
    note: str,
    at: datetime,
    by: User,
) -> int:
    """Note it for each of these customers, with the channel; gives for how many it was news.

    A refusal also holds for the records folded into theirs, and stops their waiting letters.
    """
    chosen = list(consents_to_note(open_records(ids), purpose=purpose, given=given).values_list("pk", flat=True))
    list(Customer.objects.select_for_update().filter(pk__in=chosen).order_by("pk").values_list("pk", flat=True))
    wording = current_wordings([purpose], today=timezone.localdate(at)).get(purpose.pk) if given else None
    line: dict[str, Any] = {"channel": str(channel), "note": note, "wording": wording and wording.pk, "by": by.pk}
    if purpose.is_bound:
        with told_to_trigger({**line, "at": at.isoformat()}):
            set_fields(ids=chosen, values={"survey_consent": given}, at=at)
    _write_lines(_without_line(chosen, purpose, given, at), purpose, given, line, at)
    if not given:
        folded = Customer.objects.filter(merged_into__in=chosen)
        together = [*chosen, *folded.values_list("pk", flat=True)]
        if not purpose.is_bound:
            _write_lines(_without_line(together, purpose, given, at), purpose, given, line, at)
        stop_letters(together, purpose=purpose.key)
    return len(chosen)


def _without_line(ids: Sequence[int], purpose: ConsentPurpose, given: bool, at: datetime) -> list[int]:
    """Those for whom nothing was written yet, by the trigger or before."""
    written = ConsentEntry.objects.filter(customer=OuterRef("pk"), purpose=purpose, given=given, at=at)
    return list(Customer.objects.filter(~Exists(written), pk__in=ids).order_by("pk").values_list("pk", flat=True))


def _write_lines(ids: Sequence[int], purpose: ConsentPurpose, given: bool, line: dict[str, Any], at: datetime) -> None:
    ConsentEntry.objects.bulk_create(
        ConsentEntry(
            customer_id=pk, purpose=purpose, given=given, at=at, channel=line["channel"], note=line["note"],
            wording_id=line["wording"], by_id=line["by"],
        )
        for pk in ids
    )  # fmt: skip
