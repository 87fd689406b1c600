"""Large generated complaints for benchmarks and rehearsals: plain SQL, the same for a seed."""

from datetime import date

from django.conf import settings
from django.db import connection, transaction

from common.audit import unaudited_inserts
from common.bulk import indexes_rebuilt, insert_into
from complaints.models import Clock, Complaint, SummaryWord
from customers.services import count_words

SUMMARIES = (
    "{Air panas di kamar mati,Pesanan belum dikonfirmasi,Tagihan tidak sesuai,Petugas kurang ramah,"
    "Kamar belum dibersihkan,AC tidak dingin,Jadwal bus berubah tanpa kabar,Pengembalian dana terlambat,"
    "Wi-Fi tidak tersambung,Sarapan datang terlambat,Kode promo ditolak,Antrean terlalu lama}"
)
BUYERS = """
CREATE TEMP TABLE bulk_complainant ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY id) - 1 AS place, id FROM customers_customer WHERE external_id LIKE %(mine)s;
CREATE TEMP TABLE bulk_cause ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY id) - 1 AS cause_place, id FROM complaints_cause WHERE is_active
"""
DRAWN = """
CREATE TEMP TABLE bulk_complaint ON COMMIT DROP AS
SELECT n, at, extract(year FROM at AT TIME ZONE %(zone)s)::int AS year, patience, summary,
    b.id AS customer_id, c.id AS cause_id, severity, channel,
    CASE WHEN at < %(today)s::timestamptz - interval '20 days' AND n %% 25 <> 0 THEN 'closed'
        WHEN n %% 3 = 0 THEN 'acknowledged' ELSE 'investigating' END AS status, n %% 3 = 2 AS waits
FROM (
    SELECT n, floor(%(buyers)s * power(random(), 3))::bigint AS place,
        floor(%(causes)s * power(random(), 1.5))::bigint AS cause_place,
        %(today)s::timestamptz - interval '1460 days' * power(random(), 1.2) AS at,
        interval '1 hour' * (1 + 60 * power(random(), 2)) AS patience,
        (%(summaries)s::text[])[1 + floor(random() * 12)::int] AS summary,
        ('{low,normal,normal,normal,normal,high,critical}'::text[])[1 + floor(random() * 7)::int] AS severity,
        ('{phone,phone,phone,whatsapp,whatsapp,web,email,counter}'::text[])[1 + floor(random() * 8)::int] AS channel
    FROM generate_series(1, %(count)s) AS n
) AS drawn JOIN bulk_complainant b USING (place) LEFT JOIN bulk_cause c USING (cause_place)
"""
# Numbers go on where the year's counter stands, so that complaints logged later do not meet a number twice.
COUNT_ON = """
INSERT INTO complaints_referencecounter AS counter (year, last_number)
SELECT year, count(*) FROM bulk_complaint GROUP BY year
ON CONFLICT (year) DO UPDATE SET last_number = counter.last_number + excluded.last_number
"""
COMPLAINTS = insert_into(
    Complaint,
    {
        "reference": "'K-' || year || '-' || lpad(number::text, greatest(5, length(number::text)), '0')",
        "customer_id": "customer_id",
        "channel": "channel",
        "cause_id": "cause_id",
        "summary": "summary",
        "severity": "severity",
        "priority": "CASE severity WHEN 'critical' THEN 'urgent' ELSE severity END",
        "status": "status",
        "received_at": "at",
        "due_at": "at + interval '3 days'",
        "next_due_at": "CASE WHEN status = 'acknowledged' OR (status = 'investigating' AND NOT waits) "
        "THEN at + interval '3 days' END",
        "next_due_kind": "CASE WHEN status = 'acknowledged' OR (status = 'investigating' AND NOT waits) "
        "THEN 'solution' ELSE '' END",
        "waiting_since": "CASE WHEN status = 'investigating' AND waits THEN at + patience END",
        "acknowledged_at": "at",
        "assessed_at": "CASE WHEN status <> 'acknowledged' THEN at + patience / 8 END",
        "first_response_at": "CASE WHEN status <> 'acknowledged' THEN at + patience / 4 END",
        "resolved_at": "CASE WHEN status = 'closed' THEN at + patience END",
        "closed_at": "CASE WHEN status = 'closed' THEN at + patience + interval '7 days' END",
        "updated_at": "at + patience",
    },
    """FROM (
        SELECT b.*, counter.last_number - count(*) OVER (PARTITION BY year)
            + row_number() OVER (PARTITION BY year ORDER BY b.n) AS number
        FROM bulk_complaint b JOIN complaints_referencecounter counter USING (year)
    ) AS numbered""",
)


SOLUTIONS = """
INSERT INTO complaints_clock (complaint_id, kind, deadlines_id, amount, unit, pauses, started_at, due_at, ended_at,
    outcome, warned, warn_at)
SELECT c.id, 'solution', s.id, 24, 'working_hours', TRUE, c.received_at, c.due_at, c.resolved_at,
    CASE WHEN c.resolved_at IS NULL THEN '' ELSE 'met' END, 0, NULL
FROM complaints_complaint c JOIN complaints_deadlineset s ON s.slug = 'house'
WHERE NOT EXISTS (SELECT FROM complaints_clock k WHERE k.complaint_id = c.id)
"""


def make_complaints(*, count: int, seed: int, today: date) -> None:
    """Add `count` complaints of the last four years to the customers made with the same seed; most are closed."""
    values = {
        "count": count,
        "today": today,
        "mine": f"bulk-{seed}-%",
        "fraction": seed % 1000 / 1000,
        "summaries": SUMMARIES,
        "zone": settings.TIME_ZONE,
    }
    with transaction.atomic(), unaudited_inserts(Complaint, Clock), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL synchronous_commit = off")
        cursor.execute("SELECT setseed(%(fraction)s)", values)
        cursor.execute(BUYERS, values)
        cursor.execute("SELECT (SELECT count(*) FROM bulk_complainant), (SELECT count(*) FROM bulk_cause)")
        values["buyers"], values["causes"] = cursor.fetchone()
        with indexes_rebuilt(cursor, Complaint, Clock):
            for statement in (DRAWN, COUNT_ON, COMPLAINTS, SOLUTIONS):
                cursor.execute(statement, values)
        count_words(SummaryWord)
