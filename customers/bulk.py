"""Large generated registries for benchmarks and rehearsals: plain SQL, skewed as real data are, the same for a seed.

Generated rows are no facts, so they leave no audit trail; every other trigger works as always.
"""

from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from psycopg2.extras import Json

from accounts.models import Department
from common.audit import unaudited_inserts
from common.bulk import indexes_rebuilt, insert_into
from customers.enums import FieldType
from customers.models import CustomChoice, Customer, NameWord, Phone, StandingChange, Transaction
from customers.services.words import count_words

SHUFFLE = "SELECT setseed(%(fraction)s)"
FIRST = (
    "Agus Budi Dewi Eko Fitri Gita Hadi Indah Joko Kartika Lestari Made Nur Putri Rahmat Sari Slamet Sri Tri Wayan "
    "Yanti Zainal Asep Euis Hotman Andi Ketut Maria Yohanes Stephanie"
)
LAST = (
    "Santoso Wijaya Siregar Nasution Hidayat Kusuma Lestari Pratama Saputra Wibowo Halim Gunawan Simanjuntak Permana "
    "Suryana Rahman Utami Handayani Nugroho Setiawan Tanoto Mahendra Patarai Koto Wulandari Purnomo Hartono Susanto"
)
# Half of the people bear a name that few others bear: about 40,000 of them, put together from syllables.
BEGINNINGS = (
    "Ab Ad Ba Be Cah Da Dja Du Ek Fa Ga Gu Ha Ha Ib Ji Ka Ku La "
    "Ma Me Mu Na Ni Pa Po Ra Ri Sa Si Su Ta Ti Wa Wi Ya Yu Za"
)
MIDDLES = "bas bri da dar di do fi gas han ja jan ka kar li lim ma man mi na nan pra ra ri ro sa sin ta ti wa yo"
ENDINGS = (
    "di dji do gar hadi hyono ja jaya kan karta lan lina man mo "
    "na nah ningsih no ra rina ro sih ta ti tono wan wati yah yanto"
)
CITIES = "Jakarta Jakarta Jakarta Surabaya Surabaya Bandung Bandung Medan Semarang Yogyakarta Makassar Denpasar"
TAGS = "grosir langganan rombongan korporat pelajar musiman reseller VIP"
# One record in so many is of somebody who was noted before.
NOTED_AGAIN = 100
# Four years back from today, every year a little more than the one before, business hours only.
MOMENT = """date_trunc('day', %(today)s::timestamptz) - interval '1 day' * floor(1460 * power(random(), 1.3))
    - interval '14 hours' * random()"""


def _one_of(words: str) -> str:
    choices = words.split()
    return f"('{{{','.join(choices)}}}'::text[])[1 + floor(random() * {len(choices)})::int]"


def _one_given(name: str, kind: str) -> str:
    """One of the values of a parameter, null where there are none."""
    given = f"%({name})s::{kind}[]"
    return f"({given})[1 + floor(random() * cardinality({given}))::int]"


RARE = f"{_one_of(BEGINNINGS)} || {_one_of(MIDDLES)} || {_one_of(ENDINGS)}"

STANDING = "CASE WHEN n %% 100 < 15 THEN 'primary' WHEN n %% 100 < 85 THEN 'secondary' ELSE 'prospect' END"
CREATED = "%(today)s::timestamptz - interval '5 years' + interval '1 day' * floor(random() * 1800)"
NUMBER = {
    "customer_id": "id",
    "typed": "'0' || digits",
    "digits": "digits",
    "e164": "'+62' || digits",
    "is_mobile": "TRUE",
}

CUSTOMERS = insert_into(
    Customer,
    {
        "external_id": "'bulk-' || %(seed)s || '-' || n",
        "name": f"""CASE WHEN n %% 20 = 0 THEN concat_ws(' ', {_one_of("PT CV UD PT")}, {RARE}, {_one_of(LAST)})
            ELSE concat_ws(
                ' ', {_one_of(FIRST)}, {_one_of(LAST)}, CASE n %% 4 WHEN 0 THEN {_one_of(LAST)} WHEN 1 THEN {RARE} END
            ) END""",
        "party_type": "CASE WHEN n %% 20 = 0 THEN 'organisation' ELSE 'individual' END",
        "city": _one_of(CITIES),
        "email": "CASE WHEN n %% 10 < 7 THEN 'c' || n || '.' || %(seed)s || '@example.com' ELSE '' END",
        "birth_date": "CASE WHEN n %% 5 < 3 AND n %% 20 <> 0 THEN date '1950-01-01' + floor(random() * 20000)::int END",
        "language": "CASE WHEN n %% 25 = 0 THEN 'en' ELSE 'id' END",
        "tags": f"CASE WHEN n %% 4 = 0 THEN ARRAY[{_one_of(TAGS)}]::varchar(40)[] ELSE '{{}}' END",
        "department_id": f"CASE WHEN n %% 10 = 7 THEN {_one_given('departments', 'bigint')} END",
        "custom_values": f"coalesce(CASE WHEN n %% 4 = 1 THEN {_one_given('further', 'jsonb')} END, '{{}}')",
        "do_not_contact": "n %% 200 = 0",
        "standing": STANDING,
        "created_at": CREATED,
        "updated_at": "least(%(today)s::timestamptz, now())",
    },
    "FROM generate_series(1, %(count)s) AS n",
)
PHONES = insert_into(
    Phone,
    NUMBER,
    f"""FROM (
        SELECT id, {_one_of("811 812 813 821 852 857 878 895")} || floor(1e7 + random() * 9e7)::bigint AS digits
        FROM customers_customer AS c WHERE external_id LIKE %(mine)s
            AND NOT EXISTS (SELECT FROM customers_phone AS p WHERE p.customer_id = c.id)
    ) AS numbered""",  # noqa: S608
)
# People who were noted a second time, as it happens at counters: in capitals, with an initial, with the family name
# first, with a slip of the finger, and mostly with the same number, address or date of birth.
AGAIN = insert_into(
    Customer,
    {
        "external_id": "c.external_id || '-again'",
        "name": """CASE n %% 7 WHEN 0 THEN upper(c.name)
            WHEN 1 THEN left(c.name, place - 1) || substr(c.name, place + 1, 1) || substr(c.name, place, 1)
                || substr(c.name, place + 2)
            WHEN 2 THEN left(c.name, 1) || '. ' || substr(c.name, strpos(c.name, ' ') + 1)
            WHEN 3 THEN substr(c.name, strpos(c.name, ' ') + 1) || ', ' || split_part(c.name, ' ', 1)
            WHEN 5 THEN left(c.name, place - 1) || substr(c.name, place + 1) ELSE c.name END""",
        "party_type": "c.party_type",
        "city": f"CASE WHEN n %% 7 = 5 THEN {_one_of(CITIES)} ELSE c.city END",
        "email": "CASE WHEN n %% 7 = 1 THEN c.email ELSE '' END",
        "birth_date": "CASE WHEN n %% 7 IN (3, 4) THEN c.birth_date END",
        "standing": STANDING,
        "created_at": CREATED,
        "updated_at": "least(%(today)s::timestamptz, now())",
    },
    """FROM (
        SELECT n, external_id, name, party_type, city, email, birth_date,
            2 + floor(random() * (length(name) - 3))::int AS place
        FROM generate_series(1, %(again)s) AS n JOIN customers_customer
            ON external_id = 'bulk-' || %(seed)s || '-' || n * %(again_every)s
    ) AS c""",
)
SAME_NUMBER = insert_into(
    Phone,
    NUMBER,
    """FROM (
        SELECT again.id, p.digits FROM customers_customer AS again JOIN customers_customer AS c
            ON again.external_id = c.external_id || '-again' JOIN customers_phone AS p ON p.customer_id = c.id
        WHERE c.external_id LIKE %(mine)s
            AND split_part(c.external_id, '-', 3)::int / %(again_every)s %% 7 IN (0, 2, 5)
    ) AS known""",
)
STANDINGS = insert_into(
    StandingChange,
    {
        "customer_id": "id",
        "standing": "standing",
        "effective_from": "created_at::date",
        "source": "'import'",
        "recorded_at": "created_at",
    },
    "FROM customers_customer WHERE external_id LIKE %(mine)s",
)
# A few customers come very often, most rarely: the cube of a uniform number gives the first tenth about half of all.
BUYERS = """
CREATE TEMP TABLE bulk_buyer ON COMMIT DROP AS
SELECT row_number() OVER (ORDER BY id) - 1 AS place, id FROM customers_customer WHERE external_id LIKE %(mine)s
"""
TRANSACTIONS = insert_into(
    Transaction,
    {
        "reference": "'bulk-' || %(seed)s || '-' || drawn.n",
        "customer_id": "b.id",
        "kind": "CASE WHEN drawn.n %% 5 < 3 THEN 'booking' WHEN drawn.n %% 5 = 3 THEN 'purchase' ELSE 'service' END",
        "status": "CASE WHEN drawn.n %% 33 = 0 THEN 'cancelled' ELSE 'completed' END",
        "amount": "round((150000 * power(80, drawn.size))::numeric, -3)",
        "currency": "'IDR'",
        "occurred_at": "drawn.at",
        "recorded_at": "drawn.at + interval '5 minutes'",
        "unit": _one_of("Yogyakarta Bandung Sanur Jakarta Surabaya"),
    },
    f"""FROM (
        SELECT n, floor(%(buyers)s * power(random(), 3))::bigint AS place, {MOMENT} AS at,
            (random() + random() + random()) / 3 AS size
        FROM generate_series(1, %(count)s) AS n
    ) AS drawn JOIN bulk_buyer b USING (place)""",  # noqa: S608
)


def make_customers(*, count: int, seed: int, today: Any) -> None:
    """Add `count` external customers with phone numbers and a standing, one in a hundred of them noted twice.

    A seed can be used once.
    """
    again = count // NOTED_AGAIN
    values = {
        **_values(count - again, seed, today),
        "departments": list(Department.objects.values_list("pk", flat=True)),
        "further": [Json({choice.field.key: choice.value}) for choice in _choices_of_everybody()],
        "again": again,
        "again_every": NOTED_AGAIN - 11,
    }
    with transaction.atomic(), unaudited_inserts(Customer, Phone), connection.cursor() as cursor:
        _begin(cursor, values)
        with indexes_rebuilt(cursor, Customer, Phone, StandingChange):
            for statement in (CUSTOMERS, PHONES, AGAIN, SAME_NUMBER, PHONES, STANDINGS):
                cursor.execute(statement, values)
        count_words(NameWord)


def _choices_of_everybody() -> QuerySet[CustomChoice]:
    """The answers to further fields with one choice that are asked of all customers."""
    field = {"field__type": FieldType.CHOICE, "field__is_active": True, "field__kind": "", "field__party_types": []}
    return CustomChoice.objects.filter(is_active=True, **field).select_related("field")


def make_transactions(*, count: int, seed: int, today: Any) -> None:
    """Add `count` transactions of the last four years to the customers made with the same seed."""
    values = _values(count, seed, today)
    with transaction.atomic(), unaudited_inserts(Transaction), connection.cursor() as cursor:
        _begin(cursor, values)
        cursor.execute(BUYERS, values)
        cursor.execute("ANALYZE bulk_buyer")
        cursor.execute("SELECT count(*) FROM bulk_buyer")
        values["buyers"] = cursor.fetchone()[0]
        with indexes_rebuilt(cursor, Transaction):
            cursor.execute(TRANSACTIONS, values)


def _values(count: int, seed: int, today: Any) -> dict[str, Any]:
    return {"count": count, "seed": seed, "today": today, "mine": f"bulk-{seed}-%", "fraction": seed % 1000 / 1000}


def _begin(cursor: Any, values: dict[str, Any]) -> None:
    cursor.execute("SET LOCAL statement_timeout = 0; SET LOCAL synchronous_commit = off")
    cursor.execute(SHUFFLE, values)
