"""The SQL of the search for duplicates: what is compared of a record, by which keys two meet, how alike they are.

The weights, added up to a score of at most 100: same e-mail address 50, same phone number 45, same name 40 (a similar
one as much of that as it is alike), same date of birth 30, same city 10 beside a name; different dates of birth take
off 40, a person beside an organisation 15. From 38 on a pair is shown, and only with a number, an address or a name.
"""

from customers.enums import MatchKind

LOWEST_SCORE = 38
# How many records may share a key and still be compared, by kind of key: beyond, it says nothing of a single person.
MOST_ALIKE = {
    MatchKind.PHONE: 20,
    MatchKind.EMAIL: 20,
    MatchKind.NAME_CITY: 10,
    MatchKind.NAME_BIRTH: 20,
    MatchKind.PART_BIRTH: 40,
    MatchKind.PART_CITY: 40,
}
_CAPS = "CASE kind " + " ".join(f"WHEN {kind.value} THEN {most}" for kind, most in MOST_ALIKE.items()) + " END"
_PRINT = """hashtextextended(concat_ws(chr(31), prima_plain(c.name), lower(c.email), prima_plain(c.city),
    c.birth_date::text, (SELECT string_agg(digits, ',' ORDER BY digits) FROM customers_phone WHERE customer_id = c.id)
), 0)"""
PRINT_OF = f"SELECT c.id, {_PRINT} FROM customers_customer AS c WHERE c.id = ANY(%(ids)s)"  # noqa: S608

COMMON_CONTACTS = f"""
INSERT INTO customers_commonvalue (kind, value, records)
SELECT {MatchKind.PHONE.value}, digits, count(*) FROM customers_phone
WHERE length(digits) >= 6 GROUP BY digits HAVING count(*) > {MOST_ALIKE[MatchKind.PHONE]}
UNION ALL
SELECT {MatchKind.EMAIL.value}, lower(email), count(*) FROM customers_customer
WHERE email <> '' GROUP BY lower(email) HAVING count(*) > {MOST_ALIKE[MatchKind.EMAIL]}
"""  # noqa: S608

# What happened under a folded record counts for its survivor, so its numbers and addresses do.
RECORDS = f"""
INSERT INTO customers_matchrecord
    (customer_id, words, sound, city, birth_date, emails, digits, kind, party_type, print)
SELECT c.id, n.words, array_to_string(n.words, ' '), prima_plain(c.city), c.birth_date,
    coalesce(e.emails, ARRAY[]::text[]), coalesce(p.digits, ARRAY[]::text[]), c.kind, c.party_type, {_PRINT}
FROM customers_customer AS c
CROSS JOIN LATERAL (SELECT prima_name_words(c.name) AS words) AS n
LEFT JOIN LATERAL (
    SELECT array_agg(DISTINCT email) AS emails FROM (
        SELECT lower(c.email) AS email
        UNION ALL SELECT lower(f.email) FROM customers_customer AS f WHERE f.merged_into_id = c.id
    ) AS own
    WHERE email <> '' AND NOT EXISTS (SELECT FROM customers_commonvalue AS v WHERE v.kind = 2 AND v.value = own.email)
) AS e ON TRUE
LEFT JOIN LATERAL (
    SELECT array_agg(DISTINCT digits) AS digits FROM (
        SELECT digits FROM customers_phone WHERE customer_id = c.id
        UNION ALL SELECT f.digits FROM customers_phone AS f
        JOIN customers_customer AS r ON r.id = f.customer_id WHERE r.merged_into_id = c.id
    ) AS own
    WHERE length(digits) >= 6
        AND NOT EXISTS (SELECT FROM customers_commonvalue AS v WHERE v.kind = 1 AND v.value = own.digits)
) AS p ON TRUE
WHERE c.merged_into_id IS NULL AND c.erased_at IS NULL AND NOT c.is_test AND {{where}}
"""  # noqa: S608

# Two letters of a word are enough to meet by; how alike the whole names are is looked at then.
KEYS = """
SELECT DISTINCT r.customer_id, k.kind, hashtextextended(k.text, k.kind) AS key
FROM customers_matchrecord AS r CROSS JOIN LATERAL (
    SELECT 1, digits FROM unnest(r.digits) AS digits
    UNION ALL SELECT 2, email FROM unnest(r.emails) AS email
    UNION ALL SELECT 3, concat_ws('|', r.sound, r.city) WHERE length(r.sound) >= 4 AND r.city <> ''
    UNION ALL SELECT 4, concat_ws('|', r.sound, r.birth_date) WHERE r.sound <> '' AND r.birth_date IS NOT NULL
    UNION ALL SELECT 5, concat_ws('|', r.birth_date, left(word, 3)) FROM unnest(r.words) AS word
        WHERE r.birth_date IS NOT NULL AND length(word) >= 3
    UNION ALL SELECT 6, concat_ws('|', r.city, word, left(other, 1))
        FROM unnest(r.words[1:5]) AS word, unnest(r.words[1:5]) AS other
        WHERE r.city <> '' AND word <> other AND length(word) >= 3
) AS k (kind, text)
WHERE {where}
"""
FILL_KEYS = "INSERT INTO customers_matchkey (customer_id, kind, key) " + KEYS
DROP_KEYS = f"""
DELETE FROM customers_matchkey AS m USING ({KEYS}) AS gone
WHERE m.key = gone.key AND m.customer_id = gone.customer_id
"""  # noqa: S608

COMMON_NAMES = f"""
INSERT INTO customers_commonvalue (kind, value, records)
SELECT crowd.kind, left(concat_ws(', ', c.name,
        CASE WHEN crowd.kind = 3 THEN c.city ELSE to_char(c.birth_date, 'YYYY-MM-DD') END), 400), crowd.records
FROM (
    SELECT kind, min(customer_id) AS sample, count(*) AS records FROM customers_matchkey
    WHERE key >= %(low)s AND key < %(high)s AND kind IN (3, 4) GROUP BY kind, key HAVING count(*) > {_CAPS}
) AS crowd JOIN customers_customer AS c ON c.id = crowd.sample
ON CONFLICT DO NOTHING
"""  # noqa: S608

# The pairs of one part of all keys; a key that too many share makes none. `by_part`: only a part of the name is shared.
PAIRS_OF_SLICE = f"""
    SELECT a, b, bool_and(kind >= {MatchKind.PART_BIRTH}) AS by_part FROM (
        SELECT kind, array_agg(customer_id) AS ids FROM customers_matchkey
        WHERE key >= %(low)s AND key < %(high)s GROUP BY kind, key HAVING count(*) BETWEEN 2 AND {_CAPS}
    ) AS block, unnest(ids) AS a, unnest(ids) AS b WHERE a < b GROUP BY a, b
"""  # noqa: S608

# The pairs that some records make with all others.
PAIRS_OF_RECORDS = f"""
    SELECT least(m.customer_id, o.id) AS a, greatest(m.customer_id, o.id) AS b,
        bool_and(m.kind >= {MatchKind.PART_BIRTH}) AS by_part
    FROM customers_matchkey AS m CROSS JOIN LATERAL (
        SELECT array_agg(customer_id) AS ids FROM (
            SELECT customer_id FROM customers_matchkey AS other WHERE other.key = m.key LIMIT 50
        ) AS sharer
    ) AS block CROSS JOIN LATERAL unnest(block.ids) AS o (id)
    WHERE (m.key, m.customer_id) IN (SELECT key, customer_id FROM ({KEYS}) AS mine)
        AND cardinality(block.ids) <= {_CAPS} AND o.id <> m.customer_id
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

SCORED = f"""
WITH pair AS ({{pairs}}), shared AS (
    SELECT a, b, x.print AS a_print, y.print AS b_print,
        x.digits && y.digits AS phone, x.emails && y.emails AS email,
        CASE WHEN x.sound = '' OR y.sound = '' THEN 0 WHEN x.sound = y.sound THEN 1
            WHEN similarity(x.sound, y.sound) >= 0.7 THEN similarity(x.sound, y.sound)
            WHEN 1 IN (SELECT length(w) FROM unnest(x.words || y.words) AS w) THEN least({_INITIALS}, 0.95)
            ELSE similarity(x.sound, y.sound) END AS likeness,
        coalesce(x.birth_date = y.birth_date, FALSE) AS birth,
        coalesce(x.birth_date <> y.birth_date, FALSE) AS other_birth,
        x.city <> '' AND x.city = y.city AS city, x.party_type <> y.party_type AS other_type
    FROM pair JOIN customers_matchrecord AS x ON x.customer_id = a JOIN customers_matchrecord AS y ON y.customer_id = b
    -- The same whole name meets by a key of its own, unless too many have it.
    WHERE x.kind = y.kind AND NOT (by_part AND x.sound = y.sound)
), scored AS (
    SELECT *, likeness >= 0.6 AS name, least(100, 50 * email::int + 45 * phone::int
        + CASE WHEN likeness >= 0.6 THEN round(40 * likeness)::int + 10 * city::int ELSE 0 END
        + 30 * birth::int - 40 * other_birth::int - 15 * other_type::int) AS score FROM shared
), written AS (
    INSERT INTO customers_duplicatepair
        (lower_id, higher_id, score, reasons, status, found_at, seen_at, lower_print, higher_print)
    SELECT a, b, score, array_remove(ARRAY[
            CASE WHEN email THEN 'email' END, CASE WHEN phone THEN 'phone' END,
            CASE WHEN likeness = 1 THEN 'name' WHEN name THEN 'similar' END,
            CASE WHEN birth THEN 'birth_date' END, CASE WHEN city AND name THEN 'city' END
        ], NULL), 'open', %(at)s, %(at)s, a_print, b_print
    FROM scored WHERE score >= {LOWEST_SCORE} AND (phone OR email OR name) ORDER BY a, b
    ON CONFLICT (lower_id, higher_id) DO UPDATE SET score = excluded.score, reasons = excluded.reasons,
        seen_at = excluded.seen_at, lower_print = excluded.lower_print, higher_print = excluded.higher_print,
        found_at = CASE WHEN customers_duplicatepair.status = 'open' THEN customers_duplicatepair.found_at
            ELSE excluded.found_at END,
        status = 'open'
    WHERE customers_duplicatepair.status <> 'dismissed' OR customers_duplicatepair.lower_print <> excluded.lower_print
        OR customers_duplicatepair.higher_print <> excluded.higher_print
    RETURNING 1
)
SELECT (SELECT count(*) FROM pair), (SELECT count(*) FROM written)
"""  # noqa: S608
