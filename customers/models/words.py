"""Words as they are searched: what a text consists of, and the small table in which a mistyped word finds its like."""

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Func, Q
from django.utils.translation import gettext_lazy as _


class Words(Func):
    """The words of one or more texts: lower case, without accents, apostrophes and punctuation."""

    function = "prima_words"
    arg_joiner = " || ' ' || "
    output_field = ArrayField(models.TextField())


class NearWords(Func):
    """Keys that two words share when one slip of the finger lies between them, or only a way of spelling.

    The keys are the word and its sound, and each with any one letter left out: a letter dropped, doubled, exchanged or
    swapped with its neighbour leaves two words with one of them in common.
    """

    function = "prima_near"
    arity = 1
    output_field = ArrayField(models.TextField())


class SearchWord(models.Model):
    """A word that occurs in some text. There may be several rows of one word, and words that nobody uses any more.

    Triggers (`keep_words`) add what is new and lock nothing that others wait for: writers never wait for each other,
    so two of them may add the same word. A word that has left a text is put in doubt by a row of its own; tidying up,
    alone and later, takes away doubts, doubles, and words that are really gone.
    """

    source: type[models.Model]  # whose texts they are words of, and in which columns: see `keep_words`
    columns: tuple[str, ...]

    word = models.TextField(_("word"), db_collation="C")
    in_doubt = models.BooleanField(_("in doubt"), default=False)
    uses = models.PositiveIntegerField(_("uses at the last count"), default=0, db_default=0)

    class Meta:
        abstract = True
        indexes = [
            models.Index("word", name="%(class)s_by_word", condition=Q(in_doubt=False)),
            models.Index("id", name="%(class)s_in_doubt", condition=Q(in_doubt=True)),
            GinIndex(NearWords(F("word")), name="%(class)s_near", condition=Q(in_doubt=False)),
            GinIndex(OpClass(F("word"), name="gin_trgm_ops"), name="%(class)s_trigrams", condition=Q(in_doubt=False)),
        ]

    def __str__(self) -> str:
        return self.word

    @classmethod
    def lock_key(cls) -> str:
        """SQL of the advisory lock that writers share, and that tidying up has alone."""
        return f"hashtextextended('{cls._meta.db_table}', 0)"


class NameWord(SearchWord):
    """A word of a customer's name or city."""

    class Meta(SearchWord.Meta):
        verbose_name = _("word of a name")
        verbose_name_plural = _("words of names")


def words_of(row: str, *columns: str) -> str:
    """SQL of the words in the columns of a row, as the index over them has it."""
    texts = Words.arg_joiner.join(f"{row}.{column}" for column in columns)
    return f"prima_words({texts})"


def keep_words(source: type[models.Model], words: type[SearchWord], *columns: str) -> None:
    """Let the database keep the words of these text columns, whoever writes them and by whatever statement."""
    words.source, words.columns = source, columns
    table = words._meta.db_table
    share_lock = f"PERFORM pg_advisory_xact_lock_shared({words.lock_key()});"
    compared = ", ".join(("id", *columns))
    before, after = words_of("o", *columns), words_of("n", *columns)
    # Differences of sets and no join by id: the planner knows nothing of transition tables and keeps the plan of the
    # first statement of a session, so what was quick for one row would compare each of 50,000 with each.
    was, now = (
        f"(SELECT {compared} FROM {one} EXCEPT SELECT {compared} FROM {other}) AS {alias}"  # noqa: S608
        for one, other, alias in (("old_values", "new_values", "o"), ("new_values", "old_values", "n"))
    )

    def add(rows: str) -> str:
        return f"""
            INSERT INTO {table} (word, in_doubt)
            SELECT added.word, FALSE FROM (SELECT DISTINCT unnest({after}) AS word FROM {rows}) AS added
            WHERE NOT EXISTS (SELECT FROM {table} AS k WHERE k.word = added.word AND NOT k.in_doubt);
        """  # noqa: S608 - names of our own columns

    def doubt(gone: str) -> str:
        return f"INSERT INTO {table} (word, in_doubt) SELECT DISTINCT word, TRUE FROM ({gone}) AS gone;"  # noqa: S608

    old_words = f"SELECT o.id, unnest({before}) AS word FROM"
    gone = f"{old_words} {was} EXCEPT SELECT n.id, unnest({after}) FROM {now}"  # noqa: S608

    pgtrigger.register(
        _after(pgtrigger.Insert, pgtrigger.Referencing(new="new_values"), f"{share_lock} {add('new_values AS n')}"),
        _after(
            pgtrigger.Update,
            pgtrigger.Referencing(old="old_values", new="new_values"),
            f"""
            IF EXISTS (SELECT FROM {now}) THEN
                {share_lock} {add(now)} {doubt(gone)}
            END IF;
            """,  # noqa: S608
        ),
        _after(pgtrigger.Delete, pgtrigger.Referencing(old="old_values"), doubt(f"{old_words} old_values AS o")),
    )(source)


def _after(operation: pgtrigger.Operation, referencing: pgtrigger.Referencing, statements: str) -> pgtrigger.Trigger:
    return pgtrigger.Trigger(
        name=f"words_{str(operation).lower()}",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=operation,
        referencing=referencing,
        func=f"{statements} RETURN NULL;",
    )
