"""Generated complaints before they are stored: drawn by chance, then dated in the working time of the organisation."""

from complaints.bulk.words import one_of
from customers.bulk import RARE

WORKING_DAY = 9  # hours, where a promise counts in working days

CAST = """
CREATE TEMP TABLE bulk_complainant ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY id) - 1 AS place, id FROM customers_customer WHERE external_id LIKE %(mine)s;
CREATE TEMP TABLE bulk_cause ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY id) - 1 AS cause_place, id FROM complaints_cause WHERE is_active;
CREATE TEMP TABLE bulk_officer ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY id) - 1 AS officer_place, id FROM accounts_user
WHERE is_active AND role IN ('agent', 'manager');
CREATE TEMP TABLE bulk_department ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY id) - 1 AS department_place, id FROM accounts_department
"""
CAST_SIZES = """
SELECT (SELECT count(*) FROM bulk_complainant), (SELECT count(*) FROM bulk_cause),
    (SELECT count(*) FROM bulk_officer), (SELECT count(*) FROM bulk_department)
"""
# Every hour with the number of working hours before it: adding working time is then a look-up and no loop. Exact where
# we begin and end at full hours.
HOURS = f"""
CREATE TEMP TABLE bulk_hour ON COMMIT DROP AS
SELECT hour, works, count(*) FILTER (WHERE works) OVER (ORDER BY hour) - works::int AS worked
FROM (
    SELECT hour, EXISTS (
        SELECT FROM complaints_workinghours AS w WHERE w.weekday = extract(isodow FROM local) - 1
            AND w.starts_at <= local::time AND local::time < w.ends_at
    ) AND NOT EXISTS (SELECT FROM complaints_holiday AS h WHERE h.date = local::date) AS works
    FROM (
        SELECT hour, hour AT TIME ZONE %(zone)s AS local
        FROM generate_series(%(today)s::timestamptz - interval '1480 days',
            %(today)s::timestamptz + interval '150 days', '1 hour') AS hour
    ) AS hours
) AS working;
CREATE TEMP TABLE bulk_rule ON COMMIT DROP AS
SELECT r.kind, r.priority, r.amount, r.unit, r.deadlines_id,
    r.amount * CASE r.unit WHEN 'working_days' THEN {WORKING_DAY} ELSE 1 END AS hours
FROM complaints_deadlinerule AS r JOIN complaints_deadlineset AS s ON s.id = r.deadlines_id
WHERE s.slug = 'house' AND r.told = '' AND r.priority <> '';
ANALYZE bulk_hour
"""  # noqa: S608


def _text(pool: str) -> str:
    """A text in the language that the complaint was told in."""
    return f"CASE WHEN is_english THEN {one_of(f'{pool}_en', skew=1.6)} ELSE {one_of(f'{pool}_id', skew=1.6)} END"


# One complaint in three names a room, a booking or a person that few others name.
DRAWN = f"""
CREATE TEMP TABLE bulk_drawn ON COMMIT DROP AS
SELECT n, place, cause_place, department_place, at, hurry, tail, luck, channel, severity, is_english,
    left(concat_ws(' ', {_text("things")}, {_text("troubles")}, {_text("places")},
        CASE n %% 9 WHEN 0 THEN {RARE} WHEN 3 THEN floor(100 + random() * 9900)::text
        WHEN 6 THEN 'TRX-' || floor(1e5 + random() * 9e5)::text END), 200) AS summary,
    concat_ws(' ', {_text("sentences")}, {_text("sentences")}, {_text("sentences")}) AS details,
    {_text("wishes")} AS wish, {_text("replies")} AS reply,
    CASE WHEN n %% 5 = 0 THEN ARRAY[{one_of("tags", skew=1.6)}]::varchar(40)[] ELSE '{{}}' END AS tags,
    CASE WHEN n %% 7 <> 0 AND %(officers)s > 0 THEN floor(%(officers)s * power(random(), 1.3))::bigint END
        AS officer_place
FROM (
    SELECT n, random() < 0.18 AS is_english, floor(%(buyers)s * power(random(), 3))::bigint AS place,
        floor(%(causes)s * power(random(), 1.5))::bigint AS cause_place,
        floor(%(departments)s * power(random(), 1.4))::bigint AS department_place,
        (%(today)s::date - 1 - floor(1460 * power(random(), 1.2))::int
            + interval '1 hour' * (7 + 9 * random() + 6 * power(random(), 3))) AT TIME ZONE %(zone)s AS at,
        random() AS hurry, random() AS tail, random() AS luck,
        ('{{low,normal,normal,normal,normal,high,critical}}'::text[])[1 + floor(random() * 7)::int] AS severity,
        ('{{phone,phone,phone,whatsapp,whatsapp,web,email,counter,letter,social,chat}}'::text[])
            [1 + floor(random() * 11)::int] AS channel
    FROM generate_series(1, %(count)s) AS n
) AS drawn;
ANALYZE bulk_drawn; ANALYZE bulk_complainant
"""  # noqa: S608


def _due(alias: str, hours: str) -> str:
    """The moment so many working hours after `at`, from the two rows of `bulk_hour` that a join found."""
    return f"{alias}.hour + ({hours} - floor({hours})) * interval '1 hour'"


def _joined(alias: str, hours: str) -> str:
    return f"JOIN bulk_hour AS {alias} ON {alias}.works AND {alias}.worked = floor({hours})::int"


_FIRST, _LAST = "begun + first.hours", "begun + solution.hours"
# Most are answered within two days; one in twelve drags on, and a quarter of those on which we wait for the customer.
COMPLAINTS = f"""
CREATE TEMP TABLE bulk_complaint ON COMMIT DROP AS
SELECT nextval(pg_get_serial_sequence('complaints_complaint', 'id')) AS id, sorted.*,
    extract(year FROM at AT TIME ZONE %(zone)s)::int AS year
FROM (
    SELECT d.n, d.at, d.channel, d.severity, d.is_english, d.summary, d.details, d.wish, d.reply, d.tags, d.luck,
        d.priority, begun, first.hours AS first_hours, solution.hours AS solution_hours,
        b.id AS customer_id, c.id AS cause_id, t.id AS department_id, o.id AS officer_id,
        {_due("f", _FIRST)} AS first_due, {_due("s", _LAST)} AS due_at,
        nullif(answer, 'infinity') AS answered_at, heard AS first_answer_at,
        d.at + (heard - d.at) / 2 AS assessed_at,
        answer = 'infinity' AND d.n %% 4 = 0 AND heard <= %(today)s::timestamptz AS waits,
        answer <> 'infinity' AND d.n %% 29 = 0 AS came_back,
        CASE WHEN answer = 'infinity' AND heard > %(today)s::timestamptz
                THEN CASE WHEN d.n %% 3 = 0 THEN 'received' ELSE 'acknowledged' END
            WHEN answer = 'infinity' THEN CASE WHEN d.n %% 41 = 0 THEN 'refused' ELSE 'investigating' END
            WHEN answer + interval '7 days' <= %(today)s::timestamptz THEN 'closed'
            WHEN d.n %% 3 = 0 THEN 'accepted' ELSE 'answered' END AS status
    FROM (
        SELECT *, CASE severity WHEN 'critical' THEN 'urgent' ELSE severity END AS priority,
            CASE WHEN at + spent <= %(today)s::timestamptz THEN at + spent ELSE 'infinity' END AS answer,
            at + least(spent / 2, interval '1 hour' * (0.1 + 30 * power(luck, 4))) AS heard,
            worked + CASE WHEN works THEN extract(epoch FROM at - hour) / 3600 ELSE 0 END AS begun
        FROM (
            SELECT *, interval '1 hour' * (0.3 + 70 * power(hurry, 2.5))
                + CASE WHEN tail < 0.08 THEN interval '1 day' * 1200 * power(random(), 1.5) ELSE '0' END AS spent
            FROM bulk_drawn
        ) AS timed JOIN bulk_hour ON hour = date_trunc('hour', at)
    ) AS d
    JOIN bulk_complainant AS b USING (place) LEFT JOIN bulk_cause AS c USING (cause_place)
    LEFT JOIN bulk_officer AS o USING (officer_place) LEFT JOIN bulk_department AS t USING (department_place)
    JOIN bulk_rule AS first ON first.kind = 'first_response' AND first.priority = d.priority
    JOIN bulk_rule AS solution ON solution.kind = 'solution' AND solution.priority = d.priority
    {_joined("f", _FIRST)} {_joined("s", _LAST)}
    ORDER BY d.at
) AS sorted;
ANALYZE bulk_complaint
"""  # noqa: S608
