"""The SQL of the search for duplicates: what is compared of a record, by which keys two meet, how alike they are.

Points, added up to a likeness of at most 100: same e-mail address 50, same phone number 45, same date of birth 30, same
name up to 40 (a similar one as much of that as it is alike) and 10 more in the same city; different dates of birth take
off 40, a person beside an organisation 15. From 38 on a pair is shown; with neither number nor address in common only
when name, city and date of birth together go well beyond singling one record out.

How much a name counts depends on how rare it is, as in record linkage since Fellegi and Sunter. What one value tells is
measured in bits: what half of all records have tells 1 bit, what one in a thousand has tells 10. To single one record
out of a million takes 20. What a pair agrees in (words of the name, city, date of birth) is added up; when it falls
`SURE` bits short of singling one out, the name counts nothing, when it goes so far beyond, it counts in full. So
"Budi Santoso, Jakarta" is a reason in a registry of a thousand and none in one of a million, where a hundred others
have that name in that city; there it takes a number, an address or a date of birth beside the name.
"""

from customers.enums import MatchKind

LOWEST_SCORE = 38
# Bits below and above what singles out one record between which a name gains its points.
SURE = 6
# Bits that speak against a pair: another city, a name that is only alike.
AGAINST = 3
# So far beyond singling one out goes a pair that is shown without a number or an address in common.
LEAST_SURPLUS = 3
# A part of a name leads records to each other when on average one in four has another beside it by chance.
MORE = 2
# A date of birth is one of about 10,000; an initial of about 16, three letters of about 250.
BIRTH_BITS, INITIAL_BITS, SYLLABLE_BITS = 13, 4, 8
# From this on two names are said to be similar.
LEAST_LIKENESS = 0.6
# In a small registry frequencies are chance: a name counts as if there were as many records as this.
LEAST_RECORDS = 10_000
# How many records may share a key and still be compared, by kind of key: beyond, it says nothing of a single person.
MOST_ALIKE = {
    MatchKind.PHONE: 20,
    MatchKind.EMAIL: 20,
    MatchKind.NAME_CITY: 10,
    MatchKind.NAME_BIRTH: 20,
    MatchKind.PART_BIRTH: 20,
    MatchKind.PART_CITY: 20,
}
_CAPS = "CASE {kind} " + " ".join(f"WHEN {kind.value} THEN {most}" for kind, most in MOST_ALIKE.items()) + " END"
_PRINT = """hashtextextended(
    concat_ws(chr(31), c.plain_name, lower(c.email), c.plain_city, c.birth_date::text, {digits}), 0)"""
PRINT_OF = f"""
SELECT c.id, {_PRINT.format(digits="c.digits")} FROM (
    SELECT id, prima_plain(name) AS plain_name, email, prima_plain(city) AS plain_city, birth_date,
        (SELECT string_agg(digits, ',' ORDER BY digits) FROM customers_phone WHERE customer_id = own.id) AS digits
    FROM customers_customer AS own WHERE id = ANY(%(ids)s)
) AS c
"""  # noqa: S608

# What a search compares is made anew by the next one, so these tables are not logged. The index comes last: filling it
# key by key costs many times what building it costs.
EMPTY = """
TRUNCATE customers_matchrecord, customers_matchkey, customers_matchword, customers_matchrarity, customers_commonvalue;
DROP INDEX IF EXISTS match_key
"""
# In the order of the keys, so that each part of them is read once and lies together.
ARRANGE = """
CREATE INDEX IF NOT EXISTS match_key ON customers_matchkey (key, customer_id);
CLUSTER customers_matchkey USING match_key;
ANALYZE customers_matchkey
"""
COMMON_CONTACTS = f"""
INSERT INTO customers_commonvalue (kind, value, records)
SELECT {MatchKind.PHONE.value}, digits, count(*) FROM customers_phone
WHERE length(digits) >= 6 GROUP BY digits HAVING count(*) > {MOST_ALIKE[MatchKind.PHONE]}
UNION ALL
SELECT {MatchKind.EMAIL.value}, lower(email), count(*) FROM customers_customer
WHERE email <> '' GROUP BY lower(email) HAVING count(*) > {MOST_ALIKE[MatchKind.EMAIL]}
"""  # noqa: S608

# Which records a statement is about, as a condition on the column that holds their ids.
SPAN = "{column} > %(last)s AND {column} <= %(until)s"
GIVEN = "{column} = ANY(%(ids)s)"


def records(which: str) -> str:
    """SQL that notes what is compared of some records.

    Each word is put into the form that is compared once, however many bear it: that takes longer than all the rest.
    What happened under a folded record counts for its survivor, so its numbers and addresses do.
    """
    return f"""
WITH chosen AS MATERIALIZED (
    SELECT id, prima_plain(name) AS plain_name, prima_plain(city) AS plain_city, email, birth_date, kind, party_type
    FROM customers_customer
    WHERE merged_into_id IS NULL AND erased_at IS NULL AND NOT is_test AND {which.format(column="id")}
), folded AS MATERIALIZED (
    SELECT id, merged_into_id AS owner, email FROM customers_customer WHERE {which.format(column="merged_into_id")}
), spelt AS MATERIALIZED (
    SELECT id, unnest(regexp_split_to_array(
        replace(replace(plain_name, '''', ''), '’', ''), '[[:space:][:punct:]]+')) AS word FROM chosen
), added AS (
    INSERT INTO customers_matchword (word, sounds)
    SELECT word, prima_name_words(word) FROM (SELECT DISTINCT word FROM spelt) AS one
    WHERE NOT EXISTS (SELECT FROM customers_matchword AS k WHERE k.word = one.word)
    RETURNING word, sounds
), names AS (
    SELECT id, array_agg(DISTINCT sounds[1] ORDER BY sounds[1]) AS words
    FROM spelt JOIN (SELECT word, sounds FROM customers_matchword UNION ALL TABLE added) AS known USING (word)
    WHERE sounds <> ARRAY[]::text[] GROUP BY id
), addresses AS (
    SELECT id, array_agg(DISTINCT email) AS emails FROM (
        SELECT id, lower(email) AS email FROM chosen UNION ALL SELECT owner, lower(email) FROM folded
    ) AS known
    WHERE email <> '' AND email NOT IN (SELECT value FROM customers_commonvalue WHERE kind = {MatchKind.EMAIL.value})
    GROUP BY id
), numbers AS (
    SELECT id, string_agg(digits, ',' ORDER BY digits) FILTER (WHERE is_own) AS own,
        array_agg(DISTINCT digits) FILTER (WHERE length(digits) >= 6 AND digits NOT IN (
            SELECT value FROM customers_commonvalue WHERE kind = {MatchKind.PHONE.value})) AS digits
    FROM (
        SELECT customer_id AS id, digits, TRUE AS is_own FROM customers_phone
        WHERE {which.format(column="customer_id")}
        UNION ALL
        SELECT owner, digits, FALSE FROM folded JOIN customers_phone AS p ON p.customer_id = folded.id
    ) AS known
    GROUP BY id
)
INSERT INTO customers_matchrecord
    (customer_id, words, sound, city, birth_date, emails, digits, kind, party_type, print)
SELECT c.id, coalesce(words, ARRAY[]::text[]), coalesce(array_to_string(words, ' '), ''), c.plain_city,
    c.birth_date, coalesce(emails, ARRAY[]::text[]), coalesce(n.digits, ARRAY[]::text[]), c.kind, c.party_type,
    {_PRINT.format(digits="n.own")}
FROM chosen AS c LEFT JOIN names USING (id) LEFT JOIN addresses USING (id) LEFT JOIN numbers AS n USING (id)
"""  # noqa: S608


# How many bits each word of a name tells, and each city; the row without a value says what it takes to be the only one.
WORD, CITY, ONE = "w", "c", "-"
RARITIES = f"""
WITH total AS (SELECT greatest(count(*), %(least)s) AS records FROM customers_matchrecord), counted AS (
    SELECT '{WORD}' AS kind, word AS value, count(*) AS records
    FROM customers_matchrecord, unnest(words) AS word GROUP BY word
    UNION ALL
    SELECT '{CITY}', city, count(*) FROM customers_matchrecord WHERE city <> '' GROUP BY city
    UNION ALL VALUES ('{ONE}', '', 1)
)
INSERT INTO customers_matchrarity (kind, value, bits)
SELECT kind, value, ln(total.records::float8 / counted.records) / ln(2) FROM counted, total
"""  # noqa: S608
_NEEDED = f"(SELECT bits FROM customers_matchrarity WHERE kind = '{ONE}')"  # noqa: S608


def _weights(records: str) -> str:
    """SQL of what each word and the city of some records tell, as further tables of a WITH: `word`, `told`, `place`.

    What came up since the frequencies were counted is borne by one record.
    """
    return f"""
word AS MATERIALIZED (
    SELECT customer_id, word, coalesce(bits, {_NEEDED}) AS bits
    FROM ({records}) AS r CROSS JOIN unnest(r.words) AS word
    LEFT JOIN customers_matchrarity AS k ON k.kind = '{WORD}' AND k.value = word
), told AS (
    SELECT customer_id, sum(bits) AS bits FROM word GROUP BY customer_id
), place AS (
    SELECT customer_id, city, coalesce(bits, {_NEEDED}) AS bits
    FROM ({records}) AS r LEFT JOIN customers_matchrarity AS k ON k.kind = '{CITY}' AND k.value = city
    WHERE city <> ''
)"""  # noqa: S608


def keys(which: str) -> str:
    """SQL of the keys by which some records meet others: number, address, name with city or date of birth.

    Two letters of a word are enough to meet by; how alike the whole names are is looked at then. What more than a few
    others share by chance is no key: a word is joined by as many letters of another as it takes, or left out.
    """
    return f"""
WITH own AS MATERIALIZED (
    SELECT * FROM customers_matchrecord WHERE {which.format(column="customer_id")}
), {_weights("SELECT customer_id, words, city FROM own")}, rare AS (
    SELECT customer_id, city, word, word.bits + place.bits + {INITIAL_BITS} - {_NEEDED} - {MORE} AS surplus
    FROM word JOIN place USING (customer_id)
    WHERE length(word) >= 3 AND word.bits + place.bits + {SYLLABLE_BITS} >= {_NEEDED} + {MORE}
)
SELECT customer_id, kind, hashtextextended(text, kind) AS key FROM (
    SELECT customer_id, 1 AS kind, number AS text FROM own, unnest(digits) AS number
    UNION ALL
    SELECT customer_id, 2, address FROM own, unnest(emails) AS address
    UNION ALL
    SELECT customer_id, 3, concat_ws('|', sound, own.city)
    FROM own JOIN told USING (customer_id) JOIN place USING (customer_id)
    WHERE length(sound) >= 4 AND told.bits + place.bits >= {_NEEDED}
    UNION ALL
    SELECT customer_id, 4, concat_ws('|', sound, birth_date) FROM own WHERE sound <> '' AND birth_date IS NOT NULL
    UNION ALL
    SELECT DISTINCT customer_id, 5, concat_ws('|', birth_date, left(word.word, 3))
    FROM own JOIN word USING (customer_id)
    WHERE birth_date IS NOT NULL AND length(word.word) >= 3 AND word.bits + {BIRTH_BITS} >= {_NEEDED}
    UNION ALL
    SELECT DISTINCT customer_id, 6,
        concat_ws('|', city, rare.word, left(other.word, CASE WHEN surplus >= 0 THEN 1 ELSE 3 END))
    FROM rare JOIN word AS other USING (customer_id) WHERE other.word <> rare.word
) AS k
"""  # noqa: S608


def fill_keys(which: str) -> str:
    return "INSERT INTO customers_matchkey (customer_id, kind, key) " + keys(which)


def drop_keys(which: str) -> str:
    return f"""
DELETE FROM customers_matchkey AS m USING ({keys(which)}) AS gone
WHERE m.key = gone.key AND m.customer_id = gone.customer_id
"""  # noqa: S608


# What a name has in common with another is compared key by key; what too many bear is told people once.
COMMON_NAMES = f"""
INSERT INTO customers_commonvalue (kind, value, records)
SELECT crowd.kind, left(concat_ws(', ', c.name,
        CASE WHEN crowd.kind = 3 THEN c.city ELSE to_char(c.birth_date, 'YYYY-MM-DD') END), 400), crowd.records
FROM (
    SELECT 3 AS kind, min(customer_id) AS sample, count(*) AS records FROM customers_matchrecord
    WHERE length(sound) >= 4 AND city <> ''
    GROUP BY sound, city HAVING count(*) > {MOST_ALIKE[MatchKind.NAME_CITY]}
    UNION ALL
    SELECT 4, min(customer_id), count(*) FROM customers_matchrecord
    WHERE sound <> '' AND birth_date IS NOT NULL
    GROUP BY sound, birth_date HAVING count(*) > {MOST_ALIKE[MatchKind.NAME_BIRTH]}
) AS crowd JOIN customers_customer AS c ON c.id = crowd.sample
ON CONFLICT DO NOTHING
"""  # noqa: S608

# The pairs of one part of all keys; a key that too many share makes none. `by_part`: only a part of the name is shared.
PAIRS_OF_SLICE = f"""
    SELECT a, b, bool_and(kind >= {MatchKind.PART_BIRTH}) AS by_part FROM (
        SELECT min(kind) AS kind, array_agg(customer_id) AS ids FROM customers_matchkey
        WHERE key >= %(low)s AND key < %(high)s
        GROUP BY key HAVING count(*) > 1 AND count(*) <= {_CAPS.format(kind="min(kind)")}
    ) AS block, unnest(ids) AS a, unnest(ids) AS b WHERE a < b GROUP BY a, b
"""  # noqa: S608


def pairs_of_records(which: str) -> str:
    """SQL of the pairs that some records make with all others."""
    return f"""
    SELECT least(m.customer_id, o.id) AS a, greatest(m.customer_id, o.id) AS b,
        bool_and(m.kind >= {MatchKind.PART_BIRTH}) AS by_part
    FROM customers_matchkey AS m CROSS JOIN LATERAL (
        SELECT array_agg(customer_id) AS ids FROM (
            SELECT customer_id FROM customers_matchkey AS other WHERE other.key = m.key LIMIT 50
        ) AS sharer
    ) AS block CROSS JOIN LATERAL unnest(block.ids) AS o (id)
    WHERE (m.key, m.customer_id) IN (SELECT key, customer_id FROM ({keys(which)}) AS mine)
        AND cardinality(block.ids) <= {_CAPS.format(kind="m.kind")} AND o.id <> m.customer_id
    GROUP BY 1, 2
"""  # noqa: S608


# An initial is as good as most of the word that begins with it: "B. Santoso", "Budi Santoso".
_INITIALS = """(
    SELECT (count(*) FILTER (WHERE w = o) + 0.7 * count(*) FILTER (WHERE w <> o AND (
        (length(w) = 1 AND w = left(o, 1) AND o <> ALL(x.words))
        OR (length(o) = 1 AND o = left(w, 1) AND w <> ALL(y.words))
    ))) / greatest(cardinality(x.words), cardinality(y.words))
    FROM unnest(x.words) AS w, unnest(y.words) AS o
)"""


# How alike the two records of each pair are: the tables `met`, and `alike` of those worth weighing.
_MET = f"""met AS MATERIALIZED (
    SELECT a, b, x.print AS a_print, y.print AS b_print,
        x.digits && y.digits AS phone, x.emails && y.emails AS email,
        CASE WHEN x.sound = '' OR y.sound = '' THEN 0 WHEN x.sound = y.sound THEN 1 WHEN near.likeness >= 0.7
            OR 1 NOT IN (SELECT length(w) FROM unnest(x.words || y.words) AS w) THEN near.likeness
            ELSE least({_INITIALS}, 0.95) END AS likeness,
        coalesce(x.birth_date = y.birth_date, FALSE) AS birth,
        coalesce(x.birth_date <> y.birth_date, FALSE) AS other_birth,
        x.city <> '' AND x.city = y.city AS city, x.city <> '' AND y.city <> '' AND x.city <> y.city AS other_city,
        x.party_type <> y.party_type AS other_type
    FROM pair JOIN customers_matchrecord AS x ON x.customer_id = a JOIN customers_matchrecord AS y ON y.customer_id = b
    CROSS JOIN LATERAL (SELECT similarity(x.sound, y.sound) AS likeness OFFSET 0) AS near
    -- The same whole name meets by a key of its own, unless too many have it.
    WHERE x.kind = y.kind AND NOT (by_part AND x.sound = y.sound)
), alike AS MATERIALIZED (
    SELECT * FROM met WHERE likeness >= {LEAST_LIKENESS} OR phone OR email
)"""  # noqa: S608
# What they have in common against how many share it by chance.
_WEIGHED = f"""common AS (
    SELECT a, b, sum(x.bits) AS bits FROM alike JOIN word AS x ON x.customer_id = a
    JOIN word AS y ON y.customer_id = b AND y.word = x.word GROUP BY a, b
), weighed AS (
    -- Of words that are only alike the half counts.
    SELECT alike.*, likeness >= {LEAST_LIKENESS} AS name,
        (coalesce(common.bits, 0) + coalesce(least(x.bits, y.bits), 0)) / 2 + {BIRTH_BITS} * birth::int
            + CASE WHEN alike.city THEN place.bits ELSE 0 END
            - {AGAINST} * (alike.other_city::int + (likeness < 1)::int) - {_NEEDED} AS surplus
    FROM alike LEFT JOIN common USING (a, b) LEFT JOIN told AS x ON x.customer_id = a
    LEFT JOIN told AS y ON y.customer_id = b LEFT JOIN place ON place.customer_id = a
)"""  # noqa: S608
# In points from 0 to 100, of which the reasons tell.
_SCORED = f"""scored AS (
    SELECT *, least(100, 50 * email::int + 45 * phone::int + CASE WHEN name THEN 10 * city::int
            + round(40 * likeness * least(1, greatest(0, (surplus + {SURE}) / {2 * SURE})))::int ELSE 0 END
        + 30 * birth::int - 40 * other_birth::int - 15 * other_type::int) AS score FROM weighed
)"""  # noqa: S608
# What people have decided about two records stays, unless the records say something else by now.
_WRITTEN = f"""written AS (
    INSERT INTO customers_duplicatepair
        (lower_id, higher_id, score, reasons, status, found_at, seen_at, lower_print, higher_print)
    SELECT a, b, score, array_remove(ARRAY[
            CASE WHEN email THEN 'email' END, CASE WHEN phone THEN 'phone' END,
            CASE WHEN likeness = 1 THEN 'name' WHEN name THEN 'similar' END,
            CASE WHEN birth THEN 'birth_date' END, CASE WHEN city AND name THEN 'city' END
        ], NULL), 'open', %(at)s, %(at)s, a_print, b_print
    FROM scored WHERE score >= {LOWEST_SCORE} AND (phone OR email OR surplus >= {LEAST_SURPLUS}) ORDER BY a, b
    ON CONFLICT (lower_id, higher_id) DO UPDATE SET score = excluded.score, reasons = excluded.reasons,
        seen_at = excluded.seen_at, lower_print = excluded.lower_print, higher_print = excluded.higher_print,
        found_at = CASE WHEN customers_duplicatepair.status = 'open' THEN customers_duplicatepair.found_at
            ELSE excluded.found_at END,
        status = 'open'
    WHERE customers_duplicatepair.status <> 'dismissed' OR customers_duplicatepair.lower_print <> excluded.lower_print
        OR customers_duplicatepair.higher_print <> excluded.higher_print
    RETURNING 1
)"""  # noqa: S608


def scored(pairs: str) -> str:
    """SQL that weighs pairs and writes those that are likely enough; gives how many it weighed and wrote."""
    ends = "SELECT a FROM alike UNION SELECT b FROM alike"
    told = _weights(f"SELECT customer_id, words, city FROM customers_matchrecord WHERE customer_id IN ({ends})")  # noqa: S608
    return f"""
WITH pair AS MATERIALIZED ({pairs}), {_MET}, {told}, {_WEIGHED}, {_SCORED}, {_WRITTEN}
SELECT (SELECT count(*) FROM pair), (SELECT count(*) FROM written)
"""  # noqa: S608
