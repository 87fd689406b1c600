"""import_contacts: who answers for an organisation; one row per customer and name of the person.

A contact person is a customer too. Who is not there yet is added and tied; of who is, the file says what they are to
the organisation and nothing else.
"""

from django.utils.translation import gettext_lazy as _

from common.bulk import insert_into
from customers.enums import LinkKind, Salutation
from customers.imports import cells
from customers.imports.columns import Column
from customers.imports.kind import (
    Check,
    ImportKind,
    Plan,
    Write,
    change_of,
    insert_new,
)
from customers.imports.kinds.links import KNOWN, NOT_YET, OVERWRITE, ROLE, SINCE, STAMPED, VALUES, WRITTEN
from customers.imports.kinds.named import CUSTOMER, ERASED, join_named, known, name_of, named, named_column
from customers.imports.kinds.phone_numbers import PHONE_WORDS, phone_values
from customers.models import Customer, CustomerLink, Phone

# What a new person has in common with whom they answer for.
_LIKE_THE_ORGANISATION = ("department_id", "language", "is_test")

COLUMNS = (
    CUSTOMER,
    Column(
        "name", cells.line(200), required=True, label=_("Name of the contact person"),
        words="nama, nama lengkap, narahubung, nama narahubung, kontak, nama kontak, pic, full name, contact, "
        "contact name, contact person",
    ),
    ROLE,
    Column("salutation", cells.choice(Salutation), label=_("Form of address"), words="sapaan, panggilan"),
    Column("email", cells.email, label=_("E-mail"), words="e mail, email address, alamat email, surel, mail"),
    Column("phone", cells.phone, "jsonb", label=_("Phone number"), words=PHONE_WORDS),
    SINCE,
    named_column(
        "person", _("Identifier of the person in the source"),
        "kode narahubung, id narahubung, kode kontak, id kontak, contact id, contact code, person id", required=False,
    ),
)  # fmt: skip
# Who is meant: named by an identifier, tied to the organisation under this name, or of this name and e-mail address.
_PERSON = f"""
LEFT JOIN (
    SELECT DISTINCT ON (l.far, lower(k.name)) l.far, lower(k.name) AS name, l.near
    FROM known l JOIN customers_customer k ON k.id = l.near
    WHERE l.kind = '{LinkKind.CONTACT}' ORDER BY l.far, lower(k.name), l.id
) tied ON tied.far = coalesce(c.merged_into_id, c.id) AND tied.name = lower(r.name)
LEFT JOIN customers_customer p ON p.id = CASE
    WHEN r.person IS NOT NULL THEN {named("r.person")}
    ELSE coalesce(tied.near, (
        SELECT id FROM customers_customer
        WHERE lower(email) = lower(r.email) AND email <> '' AND lower(name) = lower(r.name)
            AND party_type = 'individual' AND merged_into_id IS NULL AND erased_at IS NULL ORDER BY id LIMIT 1))
    END"""  # noqa: S608
_NEW_PEOPLE = """FROM (
    SELECT DISTINCT ON (m.near) m.* FROM import_match m WHERE m.known_person IS NULL ORDER BY m.near, m.line
) m"""
PLAN = Plan(
    match=f"""
WITH known AS MATERIALIZED ({KNOWN}), found AS MATERIALIZED (
    SELECT r.*, c.id AS customer_id, coalesce(c.merged_into_id, c.id) AS far, c.erased_at, c.kind AS kind_of,
        {', '.join(f'c.{name}' for name in _LIKE_THE_ORGANISATION)},
        coalesce(p.merged_into_id, p.id) AS known_person,
        p.party_type, p.erased_at AS person_erased_at,
        coalesce('=' || coalesce(p.merged_into_id, p.id), '#' || r.person, lower(r.email || ' ' || r.name),
            '/' || r.line) AS who,
        CASE WHEN %(writing)s AND p.id IS NULL THEN nextval('customers_customer_id_seq') END AS drawn
    FROM import_row r {join_named("c", "r.customer")} {_PERSON}
), placed AS (
    SELECT f.*, coalesce(f.known_person, min(f.drawn) OVER (PARTITION BY f.who)) AS near FROM found f
)
SELECT r.line, r.customer, r.name, r.person, r.who, r.customer_id, r.erased_at, r.far, r.near, r.known_person,
    r.party_type, r.person_erased_at, r.kind_of, {', '.join(f'r.{name}' for name in _LIKE_THE_ORGANISATION)},
    coalesce(r.salutation, '') AS salutation, coalesce(r.email, '') AS email, r.phone, l.id AS link_id, l.version,
    {", ".join(f"{value} AS {name}" for name, value in VALUES.items())},
    {change_of({f"l.{name}": value for name, value in VALUES.items()}, "l.id")} AS change
FROM placed r LEFT JOIN known l ON l.near = r.near AND l.far = r.far AND l.kind = '{LinkKind.CONTACT}'
""",  # noqa: S608
    checks=(
        known(),
        ERASED,
        Check("person", "erased", "m.person_erased_at IS NOT NULL"),
        Check("person", "no_person", "m.party_type <> 'individual'", "left(coalesce(m.person, m.name), 80)"),
        Check("person", "tied_to_itself", "m.near = m.far"),
        NOT_YET,
        Check(
            "name", "tied_in_file", "first.line < m.line", "first.line::text",
            """JOIN (
                SELECT who, far, min(line) AS line FROM import_match GROUP BY who, far HAVING count(*) > 1
            ) AS first USING (who, far)""",
        ),
    ),
    writes=(
        Write(
            insert_into(
                Customer,
                {
                    "id": "m.near",
                    "external_id": "m.person",
                    "kind": "m.kind_of",
                    **{name: f"m.{name}" for name in ("name", "salutation", "email", *_LIKE_THE_ORGANISATION)},
                    **STAMPED,
                    "updated_at": "%(at)s",
                },
                f"{_NEW_PEOPLE} ORDER BY m.line",
            )
        ),
        Write(
            insert_into(
                Phone,
                {"customer_id": "m.near", **phone_values("m.phone")},
                f"{_NEW_PEOPLE} WHERE m.phone IS NOT NULL ORDER BY m.line",
            )
        ),
        insert_new(
            CustomerLink,
            {"customer_id": "m.near", "other_id": "m.far", "kind": f"'{LinkKind.CONTACT}'", **WRITTEN},
        ),
        *OVERWRITE,
    ),
    stored="customers_customerlink t ON t.id = m.link_id",
    shown={
        **{name: (f"t.{name}", f"m.{name}") for name in VALUES},
        **{name: ("NULL", f"CASE WHEN m.known_person IS NULL THEN {value} END") for name, value in (
            ("email", "m.email"), ("phone", "m.phone->>0"), ("salutation", "m.salutation"),
        )},
    },
)  # fmt: skip

CONTACTS = ImportKind(
    slug="contacts",
    key=("customer", "name"),
    all_columns=lambda: COLUMNS,
    plan=lambda _present: PLAN,
    export=f"""
SELECT {name_of("c")}, p.name, l.role, p.salutation, p.email, n.typed, l.since, {name_of("p")}
FROM customers_customerlink l
JOIN customers_customer p ON p.id = l.customer_id JOIN customers_customer c ON c.id = l.other_id
LEFT JOIN LATERAL (
    SELECT typed FROM customers_phone WHERE customer_id = p.id ORDER BY position, id LIMIT 1
) n ON TRUE
WHERE l.kind = '{LinkKind.CONTACT}' AND p.party_type = 'individual' AND p.erased_at IS NULL AND c.erased_at IS NULL
ORDER BY l.id
""",  # noqa: S608
)
