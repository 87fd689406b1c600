"""Tags: each spelt in one way, whoever typed it how."""

from collections.abc import Sequence
from datetime import datetime

from django.db import connection, transaction
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower
from django.utils.translation import gettext as _

from accounts.models import User
from common.errors import AppError
from common.forms import tidy_line
from customers.models import Tag
from customers.services.many import TAGS_LIMIT
from jobs.models import Job
from jobs.services import start_job

LENGTH = 40

# What imports and other programs wrote beside the register of tags: words it lacks, and other words for its own.
_USED = """
WITH used AS (
    SELECT DISTINCT unnest(tags) AS name FROM customers_customer
    WHERE tags <> '{}' AND merged_into_id IS NULL AND erased_at IS NULL
)
"""
_MEANS = "lower(t.name) = lower(used.name) OR lower(used.name) = ANY(t.aliases)"
_UNKNOWN = f"""{_USED}
INSERT INTO customers_tag (name, aliases, created_at)
SELECT min(name), '{{}}', %s FROM used WHERE NOT EXISTS (SELECT FROM customers_tag AS t WHERE {_MEANS})
GROUP BY lower(name)
ON CONFLICT DO NOTHING
"""  # noqa: S608 - our own words
_MISSPELT = f"""{_USED}
SELECT used.name, t.name FROM used JOIN customers_tag AS t ON t.name <> used.name AND ({_MEANS})
"""  # noqa: S608 - our own words


def tidy_tags(texts: Sequence[str]) -> list[str]:
    """Tags as they may be stored: one line, at most 40 characters, without commas, none twice. Raises AppError."""
    tags: dict[str, str] = {}
    for text in texts:
        tag = tidy_line(text.replace("\x00", "").replace(",", " "))
        if len(tag) > LENGTH:
            raise AppError(_("A tag has at most %(limit)s characters.") % {"limit": LENGTH}, field="tags")
        if tag:
            tags.setdefault(tag.lower(), tag)
    if len(tags) > TAGS_LIMIT:
        raise AppError(_("A customer can have at most %(limit)s tags.") % {"limit": TAGS_LIMIT}, field="tags")
    return list(tags.values())


def spelt(texts: Sequence[str]) -> list[str]:
    """The tags in the spelling they have in the register; unknown ones as they are. One query."""
    tags = tidy_tags(texts)
    known = _spellings(tags) if tags else {}
    return list(dict.fromkeys(known.get(tag.lower(), tag) for tag in tags))


@transaction.atomic
def register_tags(*, texts: Sequence[str], at: datetime, by: User | None) -> list[str]:
    """The tags in their spelling; new ones are added to the register."""
    tags = spelt(texts)
    fresh = [Tag(name=tag, created_at=at, created_by=by) for tag in tags]
    Tag.objects.bulk_create(fresh, ignore_conflicts=True)
    return spelt(tags)


def adopt_tags(*, at: datetime) -> int:
    """Register tags that the register lacks, and have the others spelt as it does; gives how many."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_UNKNOWN, [at])
        adopted = cursor.rowcount
        cursor.execute(_MISSPELT)
        misspelt = cursor.fetchall()
        for wrong, right in misspelt:
            _retag(wrong, right, by=None, at=at)
    return adopted + len(misspelt)


@transaction.atomic
def rename_tag(*, tag: Tag, name: str, by: User, at: datetime) -> Job | None:
    """Give a tag another name, or merge it with the tag of that name; a job changes the customers. None: same name."""
    old = tag.name
    names = tidy_tags([name])
    if not names:
        raise AppError(_("Enter a name."), field="name")
    if names == [old]:
        return None
    target = _meaning(names[0]).exclude(pk=tag.pk).select_for_update().first()
    words = [word for word in (old.lower(), *tag.aliases) if word != names[0].lower()]
    if target is None:
        Tag.objects.filter(pk=tag.pk).update(name=names[0], aliases=words)
        return _retag(old, names[0], by=by, at=at, was_merged=False)
    tag.delete()
    target.aliases = list(dict.fromkeys([*target.aliases, *words]))
    target.save(update_fields=["aliases"])
    return _retag(old, target.name, by=by, at=at)


@transaction.atomic
def delete_tag(*, tag: Tag, by: User, at: datetime) -> Job:
    """Take a tag out of the register; a job takes it off the customers."""
    tag.delete()
    return _retag(tag.name, "", by=by, at=at)


@transaction.atomic
def bring_tag_back(*, old: str, new: str, was_merged: bool, at: datetime, by: User | None) -> None:
    """Put a renamed, merged or deleted tag into the register as it was."""
    for tag in _meaning(new).select_for_update():
        tag.aliases = [word for word in tag.aliases if word != old.lower()]
        tag.name = tag.name if was_merged else old
        tag.save(update_fields=["aliases", "name"])
    Tag.objects.bulk_create([Tag(name=old, created_at=at, created_by=by)], ignore_conflicts=True)


def _retag(old: str, new: str, *, by: User | None, at: datetime, was_merged: bool = True) -> Job:
    title = _("Tag “%(old)s” becomes “%(new)s”") if new else _("Take the tag “%(old)s” off everybody")
    parameters = {"old": old, "new": new, "was_merged": was_merged}
    return start_job(kind="customers.retag", title=title % parameters, by=by, at=at, parameters=parameters)


def _meaning(word: str) -> "QuerySet[Tag]":
    """The tag that a word means, if there is one."""
    return Tag.objects.annotate(lowered=Lower("name")).filter(
        Q(lowered=Lower(Value(word))) | Q(aliases__contains=[word.lower()])
    )


def _spellings(tags: Sequence[str]) -> dict[str, str]:
    """The stored spelling of each of these words that the register knows, by the word in lower case."""
    words = [tag.lower() for tag in tags]
    found = Tag.objects.annotate(lowered=Lower("name")).filter(Q(lowered__in=words) | Q(aliases__overlap=words))
    known = {word: tag.name for tag in found for word in tag.aliases}
    return known | {tag.name.lower(): tag.name for tag in found}
