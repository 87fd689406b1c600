"""Folding duplicates together, and taking them apart again.

Nothing that is linked moves: the duplicate points at its survivor, and whatever reads by customer reads by
`Customer.record_ids` or `merged_into`. Only what the survivor's own record takes over is written, value by value.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError, NotAllowed, StaleRecord
from customers.models import Customer, CustomerMerge
from customers.models.merging import UNDO_WITHIN
from customers.record_values import CUSTOM, EXIT, JOINABLE, PHONE, REFUSALS, SINGLE, TAG, RecordValues, same
from customers.services.checks import refuse_nobody
from customers.services.customers import PHONES_LIMIT
from customers.services.duplicates import note_merge, note_undo
from customers.services.giving_back import give_back
from customers.signals import customers_merged, merge_undone, surveys_refused

# Merges and their undoing take turns: chains are followed over many records, which could not be locked in one order.
_LOCK = 7_205_759_411

# Where each record that was folded, over however many steps, ends up now; one whose merge was undone, nowhere.
_REPOINT = """
WITH RECURSIVE chain AS (
    SELECT duplicate_id AS start, survivor_id AS target FROM customers_customermerge WHERE undone_at IS NULL
    UNION
    SELECT chain.start, m.survivor_id FROM chain
    JOIN customers_customermerge AS m ON m.duplicate_id = chain.target AND m.undone_at IS NULL
), final AS (
    SELECT start, target FROM chain WHERE NOT EXISTS (
        SELECT FROM customers_customermerge AS m WHERE m.duplicate_id = chain.target AND m.undone_at IS NULL
    )
)
UPDATE customers_customer AS c SET merged_into_id = final.target
FROM customers_customer AS folded LEFT JOIN final ON final.start = folded.id
WHERE c.id = folded.id AND (folded.merged_into_id IS NOT NULL OR final.start IS NOT NULL)
    AND c.merged_into_id IS DISTINCT FROM final.target
"""
_IN_CIRCLE = """
SELECT 1 FROM customers_customermerge AS m JOIN customers_customer AS c ON c.id = m.duplicate_id
WHERE m.undone_at IS NULL AND c.merged_into_id IS NULL LIMIT 1
"""
# What was folded into a record, over however many steps, and the record itself.
_TREE = """
WITH RECURSIVE tree AS (
    SELECT %s::bigint AS id
    UNION
    SELECT m.duplicate_id FROM customers_customermerge AS m JOIN tree ON m.survivor_id = tree.id
    WHERE m.undone_at IS NULL
)
SELECT id FROM tree
"""
# One step of carrying refusals from duplicates to survivors; of several duplicates of one survivor, one at a time.
_CARRY_REFUSAL = """
WITH due AS (
    SELECT DISTINCT ON (s.id) m.id, s.id AS survivor_id,
        s.survey_consent AND NOT d.survey_consent AS no_surveys, d.do_not_contact AND NOT s.do_not_contact AS no_contact
    FROM customers_customermerge AS m
    JOIN customers_customer AS d ON d.id = m.duplicate_id JOIN customers_customer AS s ON s.id = m.survivor_id
    WHERE m.undone_at IS NULL AND (%(into)s::bigint[] IS NULL OR m.survivor_id = ANY(%(into)s::bigint[]))
        AND ((s.survey_consent AND NOT d.survey_consent) OR (d.do_not_contact AND NOT s.do_not_contact))
    ORDER BY s.id, m.id
), refused AS (
    UPDATE customers_customer AS s SET survey_consent = s.survey_consent AND NOT due.no_surveys,
        do_not_contact = s.do_not_contact OR due.no_contact, version = s.version + 1, updated_at = %(at)s
    FROM due WHERE s.id = due.survivor_id
)
UPDATE customers_customermerge AS m SET taken = m.taken
    || CASE WHEN due.no_surveys THEN '{"survey_consent": [true, false]}'::jsonb ELSE '{}' END
    || CASE WHEN due.no_contact THEN '{"do_not_contact": [false, true]}'::jsonb ELSE '{}' END
FROM due WHERE m.id = due.id
"""


@dataclass(frozen=True)
class MergeChoices:
    """What the survivor's record takes over; what is not named stays as the survivor has it.

    `taken` and `joined` hold keys of `customers.record_values`: taken from the duplicate instead of what the survivor
    has, or put under it. `phones` (digits) and `tags` are what is kept out of both records together; None keeps all.
    """

    taken: frozenset[str] = frozenset()
    joined: frozenset[str] = frozenset()
    phones: Collection[str] | None = None
    tags: Collection[str] | None = None


@dataclass(frozen=True)
class UndoneMerge:
    """A merge that was taken apart; `kept` are the keys of what somebody changed since, which stays as it is."""

    merge: CustomerMerge
    kept: tuple[str, ...]


@transaction.atomic
def merge_customers(
    *,
    duplicate: Customer,
    survivor: Customer,
    at: datetime,
    by: User | None = None,
    choices: MergeChoices | None = None,
    expected_versions: Mapping[int, int] | None = None,
) -> CustomerMerge:
    """Fold one record into another: from now on both count as the survivor, and every search leads there.

    What was folded into the duplicate before follows it. Without `choices` the survivor's record stays as it is, save
    that a refusal of contact or surveys is always taken over. Raises StaleRecord when one of the two was saved since
    its expected version (by primary key), AppError when they can't be one customer.
    """
    locked = _locked([duplicate.pk, survivor.pk])
    if len(locked) < 2:
        raise AppError(_("A customer can't be merged with itself."), field="survivor")
    old, kept = locked[duplicate.pk], locked[survivor.pk]
    _refuse(old, kept)
    if any(locked[pk].version != version for pk, version in (expected_versions or {}).items()):
        raise StaleRecord(_("Somebody changed one of the two records meanwhile. Compare them again."), current={})
    taken = _take_over(kept, old, choices, at)
    merge = CustomerMerge.objects.create(duplicate=old, survivor=kept, taken=taken, merged_at=at, merged_by=by)
    Customer.objects.filter(Q(pk=old.pk) | Q(merged_into=old)).update(merged_into=kept)
    _touch([old.pk, kept.pk], closed=old.pk, at=at)
    duplicate.merged_into = survivor
    if any(taken.get(key, [True, True]) == [not refused, refused] for key, refused in REFUSALS.items()):
        surveys_refused.send(Customer, customer=kept, merge=merge)
    note_merge(merge, at=at)
    customers_merged.send(CustomerMerge, merge=merge, at=at)
    return merge


@transaction.atomic
def undo_merge(
    *, merge: CustomerMerge, at: datetime, by: User | None, within: timedelta | None = UNDO_WITHIN
) -> UndoneMerge:
    """Take two records apart again: each has everything it had, in whatever order a chain of merges is undone.

    What the survivor's record took over is given back, unless somebody changed it since. Raises NotAllowed when it
    was undone before, is older than `within`, or the personal data of one of the two were erased.
    """
    _take_turns()
    row = CustomerMerge.objects.select_for_update().get(pk=merge.pk)
    if row.undone_at is not None:
        raise NotAllowed(_("This merge was undone already."))
    if within is not None and at > row.merged_at + within:
        raise NotAllowed(_("A merge can be undone within 30 days."))
    onward = _chain_from(row.survivor_id)
    records = _locked([row.duplicate_id, row.survivor_id, *(later.survivor_id for later in onward)])
    if records[row.duplicate_id].erased_at or records[row.survivor_id].erased_at:
        raise NotAllowed(_("The personal data of one of the two was erased since; they can't be taken apart."))
    kept = give_back(row, onward=onward, records={pk: RecordValues(record) for pk, record in records.items()}, at=at)
    row.undone_at, row.undone_by, row.taken = at, by, {}
    row.save(update_fields=["undone_at", "undone_by", "taken"])
    Customer.objects.filter(pk=row.duplicate_id).update(merged_into=None)
    Customer.objects.filter(pk__in=_folded_into(row.duplicate_id)).update(merged_into=row.duplicate_id)
    _touch([row.duplicate_id, row.survivor_id], closed=row.duplicate_id, at=at)
    # What another duplicate refuses too stays refused.
    carry_refusals(at=at, into=records)
    note_undo(row, at=at)
    merge_undone.send(CustomerMerge, merge=row, at=at)
    return UndoneMerge(row, tuple(kept))


@transaction.atomic
def settle_merges(*, at: datetime) -> None:
    """Bring pointers and refusals in line with all merges; for whoever wrote or undid many of them, to call once.

    Raises AppError where merges written at the same moment by two people lead in a circle.
    """
    _take_turns()
    with connection.cursor() as cursor:
        cursor.execute(_REPOINT)
        cursor.execute(_IN_CIRCLE)
        if cursor.fetchone():
            raise AppError(_("Somebody merged some of these records the other way round meanwhile. Start again."))
    carry_refusals(at=at)


def carry_refusals(*, at: datetime, into: Collection[int] | None = None) -> None:
    """Let survivors (or only those `into` records with these keys) refuse what their duplicates refuse."""
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_CARRY_REFUSAL, {"into": None if into is None else list(into), "at": at})
            if not cursor.rowcount:
                return


@transaction.atomic
def forget_taken(*, at: datetime) -> int:
    """Empty what merges remember for an undoing that is no longer possible; gives how many."""
    over = CustomerMerge.objects.filter(merged_at__lt=at - UNDO_WITHIN).exclude(taken={})
    return over.update(taken={})


def _take_turns() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])


def _locked(pks: list[int]) -> dict[int, Customer]:
    _take_turns()
    rows: QuerySet[Customer] = Customer.objects.filter(pk__in=pks).order_by("pk").select_for_update()
    return {row.pk: row for row in rows}


def _refuse(duplicate: Customer, survivor: Customer) -> None:
    both = (duplicate, survivor)
    for row in both:
        refuse_nobody(row)
    if any(row.merged_into_id for row in both):
        raise AppError(_("One of the two was merged already; open it to see into which record."), field="survivor")
    if any(row.erased_at for row in both):
        raise AppError(_("The personal data of one of the two was erased; it can't be merged."), field="survivor")
    if duplicate.kind != survivor.kind:
        raise AppError(_("An internal and an external customer can't be merged."), field="survivor")


def _take_over(survivor: Customer, duplicate: Customer, choices: MergeChoices | None, at: datetime) -> dict[str, Any]:
    """Write what the survivor takes over; gives what to remember of it.

    Also remembered is what both had alike: it then stays when an earlier merge that brought it is undone.
    """
    new, old = RecordValues(survivor), RecordValues(duplicate)
    wanted: dict[str, Any] = {}
    if choices is not None:
        wanted |= {key: old.get(key) for key in choices.taken if _is_single(key)}
        wanted |= {key: _joined(key, new.get(key), old.get(key)) for key in choices.joined if key in JOINABLE}
        wanted |= _united_phones(new, old, choices.phones)
        wanted |= _united_tags(new, old, choices.tags)
    wanted |= {key: refused for key, refused in REFUSALS.items() if old.get(key) == refused}
    taken = {key: [new.get(key), value] for key, value in wanted.items()}
    for key, (before, after) in taken.items():
        if not same(key, before, after):
            new.put(key, after)
    if len(new.numbers) > PHONES_LIMIT:
        raise AppError(_("A customer can have at most %(limit)s phone numbers.") % {"limit": PHONES_LIMIT}, field=PHONE)
    new.save(at=at)
    return taken


def _is_single(key: str) -> bool:
    return key in SINGLE or key == EXIT or key.startswith(f"{CUSTOM}.")


def _joined(key: str, first: str, second: str) -> str:
    text = "\n\n".join(dict.fromkeys(part for part in (first, second) if part))
    limit = Customer._meta.get_field(key).max_length  # type: ignore[union-attr]
    if limit is not None and len(text) > limit:
        raise AppError(
            _("Together the two texts are longer than %(limit)s characters; choose one.") % {"limit": limit}, field=key
        )
    return text


def _united_phones(new: RecordValues, old: RecordValues, kept: Collection[str] | None) -> dict[str, Any]:
    """The duplicate's numbers after the survivor's own, and without those of both that were left out."""
    place = new.next_position()
    brought = {
        f"{PHONE}.{digits}": new.get(f"{PHONE}.{digits}") or {**old.get(f"{PHONE}.{digits}"), "position": place + more}
        for more, digits in enumerate(old.numbers)
    }
    return _without_left_out(PHONE, brought, new.numbers, kept)


def _united_tags(new: RecordValues, old: RecordValues, kept: Collection[str] | None) -> dict[str, Any]:
    return _without_left_out(TAG, {f"{TAG}.{tag}": True for tag in old.tags}, new.tags, kept)


def _without_left_out(
    kind: str, brought: dict[str, Any], own: list[str], kept: Collection[str] | None
) -> dict[str, Any]:
    if kept is None:
        return brought
    wanted = {f"{kind}.{part}" for part in kept}
    gone = {f"{kind}.{part}" for part in own} - wanted
    return {key: value for key, value in brought.items() if key in wanted} | dict.fromkeys(gone)


def _touch(pks: list[int], *, closed: int, at: datetime) -> None:
    """Both have changed; whoever is editing the record that is closed, or open again, has to look again."""
    Customer.objects.filter(pk__in=pks).update(updated_at=at)
    Customer.objects.filter(pk=closed).update(version=F("version") + 1)


def _chain_from(pk: int) -> list[CustomerMerge]:
    """The merges by which a folded record was folded on, step by step."""
    chain: list[CustomerMerge] = []
    while found := CustomerMerge.objects.filter(
        duplicate=chain[-1].survivor_id if chain else pk, undone_at=None
    ).first():
        chain.append(found)
    return chain


def _folded_into(pk: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(_TREE, [pk])
        return [row[0] for row in cursor.fetchall() if row[0] != pk]
