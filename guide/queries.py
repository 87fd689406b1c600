"""Reads of the handling guide: what fits a customer, and which advice works."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from customers.enums import PartyType, Salutation
from customers.models import Customer
from guide.enums import Group, Topic
from guide.models import CharacterMark, GuideEntry

ADULT, OLD = 18, 60  # years
ENOUGH = 10  # words of feedback below which no share is shown


@dataclass(frozen=True)
class AdviceFigure:
    """What staff said of one entry. `share` is None as long as there are too few words to tell."""

    entry: GuideEntry
    helped: int
    said: int

    @property
    def share(self) -> float | None:
        return self.helped / self.said if self.said >= ENOUGH else None


def group_of(customer: Customer, today: date) -> Group | None:
    """The demographic group, where date of birth and form of address tell; of persons only, and never guessed."""
    if customer.party_type != PartyType.INDIVIDUAL or customer.birth_date is None:
        return None
    born = customer.birth_date
    age = today.year - born.year - ((today.month, today.day) < (born.month, born.day))
    if age < ADULT:
        return Group.TEENAGER
    if age >= OLD:
        return Group.ELDERLY
    return {Salutation.MR: Group.MAN, Salutation.MRS: Group.WOMAN}.get(Salutation(customer.salutation or "kak"))


def marks_of(record_ids: Sequence[int]) -> QuerySet[CharacterMark]:
    """The marks in force of a customer and of the duplicates folded into it."""
    return CharacterMark.objects.filter(customer__in=record_ids, ended_at__isnull=True).select_related("marked_by")


def fitting_entries(marks: Sequence[CharacterMark], group: Group | None) -> list[GuideEntry]:
    """What the guide says for these marks and this group; one query."""
    wanted = Q(topic=Topic.CHARACTER, key__in=[mark.character for mark in marks])
    if group is not None:
        wanted |= Q(topic=Topic.GROUP, key=group)
    return list(GuideEntry.objects.shown().filter(wanted))


def chapters(*, with_hidden: bool) -> list[tuple[Topic, list[GuideEntry]]]:
    """The whole guide by chapter; one query."""
    entries = GuideEntry.objects.all() if with_hidden else GuideEntry.objects.shown()
    by_topic: dict[str, list[GuideEntry]] = {}
    for entry in entries:
        by_topic.setdefault(entry.topic, []).append(entry)
    return [(topic, by_topic[topic]) for topic in Topic if topic in by_topic]


def advice_figures() -> list[AdviceFigure]:
    """Entries that staff have said something of, the ones with most words first."""
    entries = GuideEntry.objects.annotate(
        said=Count("feedback"), helped=Count("feedback", filter=Q(feedback__has_helped=True))
    ).filter(said__gt=0)
    return [AdviceFigure(entry, entry.helped, entry.said) for entry in entries.order_by("-said", "topic", "position")]
