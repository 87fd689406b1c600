"""Generated complaints as rows of the tables that queues, searches and figures read. Each statement fills one."""

from common.bulk import insert_into
from complaints.bulk.words import one_of
from complaints.enums import BETTER_OFF, RemedyKind, Satisfaction, SuccessFactor
from complaints.models import Clock, Complaint, ComplaintMerge, Entry, Finding, Promise, Remedy, RestrictedAccess
from privacy.models import AccessEntry

# Numbers go on where the year's counter stands, so that complaints logged later do not meet a number twice.
COUNT_ON = """
INSERT INTO complaints_referencecounter AS counter (year, last_number)
SELECT year, count(*) FROM bulk_complaint GROUP BY year
ON CONFLICT (year) DO UPDATE SET last_number = counter.last_number + excluded.last_number
"""
# What is most pressing: the first answer until it is given, then the solution; nothing while we wait.
_RUNS = "answered_at IS NULL AND NOT waits"
_HEARD = "first_answer_at <= %(today)s::timestamptz"
COMPLAINTS = insert_into(
    Complaint,
    {
        "id": "id",
        "reference": "'K-' || year || '-' || lpad(number::text, greatest(5, length(number::text)), '0')",
        "customer_id": "customer_id",
        "channel": "channel",
        "language": "CASE WHEN is_english THEN 'en' ELSE 'id' END",
        "cause_id": "cause_id",
        "summary": "summary",
        "details": "details",
        "expected_outcome": "wish",
        "department_id": "department_id",
        "severity": "severity",
        "complexity": "CASE WHEN n %% 6 = 0 THEN 'complex' ELSE 'simple' END",
        "impact": "CASE WHEN n %% 17 = 0 THEN 'several' WHEN n %% 171 = 0 THEN 'many' ELSE 'one' END",
        "priority": "priority",
        "status": "status",
        "owner_id": "officer_id",
        "logged_by_id": "CASE WHEN channel NOT IN ('web', 'email') THEN officer_id END",
        "tags": "tags",
        "is_restricted": "officer_id IS NOT NULL AND n %% 251 = 0",
        "resolution": "CASE WHEN answered_at IS NOT NULL THEN reply ELSE '' END",
        "verdict": "CASE status WHEN 'accepted' THEN 'accepted' WHEN 'refused' THEN 'refused' ELSE '' END",
        "received_at": "at",
        "due_at": "due_at",
        "next_due_at": f"CASE WHEN {_RUNS} THEN CASE WHEN {_HEARD} THEN due_at ELSE first_due END END",
        "next_due_kind": f"""CASE WHEN {_RUNS} THEN CASE WHEN {_HEARD} THEN 'solution' ELSE 'first_response' END
            ELSE '' END""",
        "waiting_since": "CASE WHEN waits THEN first_answer_at END",
        "acknowledged_at": "CASE WHEN status <> 'received' THEN at END",
        "assessed_at": f"CASE WHEN {_HEARD} THEN assessed_at END",
        "first_response_at": f"CASE WHEN {_HEARD} THEN first_answer_at END",
        "resolved_at": "answered_at",
        "closed_at": "CASE WHEN status = 'closed' THEN answered_at + interval '7 days' END",
        "reopened_count": "came_back::int",
        "updated_at": "coalesce(answered_at, first_answer_at, at)",
    },
    """FROM (
        SELECT b.*, counter.last_number - count(*) OVER (PARTITION BY year)
            + row_number() OVER (PARTITION BY year ORDER BY b.id) AS number
        FROM bulk_complaint AS b JOIN complaints_referencecounter AS counter USING (year) ORDER BY b.id
    ) AS numbered""",
)
# A running clock warns at the next step of the ladder; those passed before today were told.
CLOCKS = insert_into(
    Clock,
    {
        "complaint_id": "c.id",
        "kind": "k.kind",
        "deadlines_id": "r.deadlines_id",
        "amount": "r.amount",
        "unit": "r.unit",
        "pauses": "TRUE",
        "started_at": "k.started_at",
        "due_at": "k.due_at",
        "ended_at": "k.ended_at",
        "outcome": "CASE WHEN k.ended_at IS NULL THEN '' ELSE 'met' END",
        "warned": """CASE WHEN k.ended_at IS NOT NULL THEN 0 WHEN k.due_at <= %(today)s::timestamptz THEN 100
            WHEN k.started_at + (k.due_at - k.started_at) * 0.8 <= %(today)s::timestamptz THEN 80
            WHEN k.started_at + (k.due_at - k.started_at) * 0.5 <= %(today)s::timestamptz THEN 50 ELSE 0 END""",
        "warn_at": """CASE WHEN k.ended_at IS NOT NULL OR k.due_at <= %(today)s::timestamptz THEN NULL
            WHEN k.started_at + (k.due_at - k.started_at) * 0.8 <= %(today)s::timestamptz THEN k.due_at
            WHEN k.started_at + (k.due_at - k.started_at) * 0.5 <= %(today)s::timestamptz
                THEN k.started_at + (k.due_at - k.started_at) * 0.8
            ELSE k.started_at + (k.due_at - k.started_at) * 0.5 END""",
    },
    f"""FROM bulk_complaint AS c CROSS JOIN LATERAL (VALUES
        ('first_response', c.at, c.first_due, CASE WHEN {_HEARD} THEN c.first_answer_at END),
        ('solution', c.at, c.due_at, c.answered_at),
        ('next_update', CASE WHEN {_HEARD} AND c.n %% 2 = 0 THEN c.first_answer_at END,
            c.first_answer_at + interval '3 days', c.answered_at)
    ) AS k (kind, started_at, due_at, ended_at)
    JOIN bulk_rule AS r ON r.kind = k.kind AND r.priority = c.priority WHERE k.started_at IS NOT NULL""",
)
ENTRIES = insert_into(
    Entry,
    {
        "complaint_id": "c.id",
        "kind": "e.kind",
        "body": "e.body",
        "old_value": "e.old_value",
        "new_value": "e.new_value",
        "author_id": "CASE WHEN e.by_us THEN c.officer_id END",
        "created_at": "e.at",
    },
    f"""FROM bulk_complaint AS c CROSS JOIN LATERAL (VALUES
        ('received', '', '', c.channel, c.at, TRUE),
        ('status', '', 'received', 'acknowledged', CASE WHEN c.status <> 'received' THEN c.at END, FALSE),
        ('assignment', '', '', c.officer_id::text, c.at + interval '1 minute', FALSE),
        ('status', '', 'acknowledged', 'assessed', CASE WHEN {_HEARD} THEN c.assessed_at END, TRUE),
        ('status', '', 'assessed', 'investigating', CASE WHEN {_HEARD} THEN c.assessed_at END, TRUE),
        ('reply', c.reply, '', '', CASE WHEN {_HEARD} AND c.n %% 4 <> 1 THEN c.first_answer_at END, TRUE),
        ('customer_message', c.details, '', '',
            CASE WHEN {_HEARD} AND c.n %% 3 = 1 THEN c.first_answer_at + interval '1 hour' END, FALSE),
        ('status', c.reply, 'investigating', 'answered', c.answered_at, TRUE),
        ('status', '', 'answered', 'closed',
            CASE WHEN c.status = 'closed' THEN c.answered_at + interval '7 days' END, FALSE)
    ) AS e (kind, body, old_value, new_value, at, by_us) WHERE e.at IS NOT NULL AND e.new_value IS NOT NULL""",
)
NAMED = insert_into(
    RestrictedAccess,
    {"complaint_id": "c.id", "user_id": "o.id"},
    """FROM bulk_complaint AS c JOIN bulk_officer AS o ON o.id = c.officer_id OR o.officer_place = c.n %% %(officers)s
    WHERE c.officer_id IS NOT NULL AND c.n %% 251 = 0""",
)
PROMISES = insert_into(
    Promise,
    {
        "complaint_id": "id",
        "what": one_of("wishes_id") + " || '…'",
        "owner_id": "officer_id",
        "made_by_id": "officer_id",
        **dict.fromkeys(("due_at", "agreed_at", "first_due_at"), "first_answer_at + interval '2 days'"),
        "made_at": "first_answer_at",
        "ended_at": "ended_at",
        "outcome": "CASE WHEN ended_at IS NULL THEN '' ELSE 'done' END",
    },
    f"""FROM (
        SELECT *, CASE WHEN answered_at IS NOT NULL OR n %% 10 <> 0
            THEN least(answered_at, first_answer_at + interval '4 days' * luck, %(today)s) END AS ended_at
        FROM bulk_complaint WHERE n %% 12 = 0 AND {_HEARD}
    ) AS promised""",  # noqa: S608
)
_KINDS = "|".join([RemedyKind.APOLOGY, RemedyKind.REFUND, *BETTER_OFF])
REMEDIES = insert_into(
    Remedy,
    {
        "complaint_id": "id",
        "kind": "kind",
        "amount": "CASE WHEN kind IN ('apology', 'points') THEN 0 ELSE 25000 * (1 + floor(40 * luck)) END",
        "status": "'approved'",
        "proposed_by_id": "officer_id",
        "proposed_at": "answered_at - interval '1 minute'",
        "decided_at": "answered_at",
        "department_id": "department_id",
    },
    f"""FROM (
        SELECT *, (string_to_array('{_KINDS}', '|'))[1 + n %% {len(BETTER_OFF) + 2}] AS kind
        FROM bulk_complaint WHERE n %% 5 = 0 AND answered_at IS NOT NULL
    ) AS made_good""",  # noqa: S608
)
_HIT, _FAILED = ("|".join(words.values) for words in (Satisfaction, SuccessFactor))
FINDINGS = insert_into(
    Finding,
    {
        "complaint_id": "id",
        "satisfaction": f"(string_to_array('{_HIT}', '|'))[1 + n %% {len(Satisfaction)}]",
        "failure": f"(string_to_array('{_FAILED}', '|'))[1 + n %% {len(SuccessFactor)}]",
        "found_at": "answered_at",
        "found_by_id": "officer_id",
    },
    "FROM bulk_complaint WHERE answered_at IS NOT NULL AND n %% 3 <> 0",
)
# A few were told twice: the second went into the first.
MERGES = insert_into(
    ComplaintMerge,
    {"duplicate_id": "d.id", "survivor_id": "s.id", "moved": "'{}'", "merged_at": "d.at + interval '1 day'"},
    """FROM bulk_complaint AS d JOIN bulk_complaint AS s ON s.id = d.id - 1
    WHERE d.status = 'closed' AND s.status = 'closed' AND d.n %% 400 = 7 AND s.n %% 400 <> 7""",
)
LOOKS = insert_into(
    AccessEntry,
    {
        "user_id": "officer_id",
        "customer_id": "customer_id",
        "kind": "'complaint'",
        "record_id": "id",
        "slot": "extract(epoch FROM at)::bigint / 600",
        "at": "at + interval '2 minutes'",
        "is_watched": "FALSE",
    },
    "FROM bulk_complaint WHERE officer_id IS NOT NULL AND at > %(today)s::timestamptz - interval '400 days'",
)
