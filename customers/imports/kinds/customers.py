"""import_customers: one row per customer, known by the identifier of the source. An empty cell never erases."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.models import Department
from common.bulk import insert_into
from customers.enums import BuyerRole, Channel, ExitReason, Kind, PartyType, Salutation
from customers.imports import cells
from customers.imports.columns import Column
from customers.imports.kind import (
    BLOCK,
    Ask,
    Check,
    ImportKind,
    Plan,
    Write,
    change_of,
    insert_new,
    keep_before,
    update_changed,
)
from customers.imports.kinds.phone_numbers import PHONE_WORDS, phone_values
from customers.models import Customer, Phone
from customers.models.custom_field import PREFIX
from customers.models.customer import NOBODY
from customers.signals import surveys_refused

COLUMNS = (
    Column(
        "external_id", cells.line(80), required=True, label=_("Identifier in the source"),
        words="id, kode, kode pelanggan, id pelanggan, no pelanggan, nomor pelanggan, customer id, customer code, "
        "customer number, identifier, key",
    ),
    Column(
        "name", cells.line(200), required=True, label=_("Full name"),
        words="nama, nama lengkap, nama pelanggan, full name, customer name, pelanggan, customer",
    ),
    Column("kind", cells.choice(Kind), label=_("Kind"), words="jenis, jenis pelanggan, customer kind"),
    Column("party_type", cells.choice(PartyType), label=_("Type"), words="tipe, tipe pelanggan, type, bentuk"),
    Column("is_test", cells.flag, "boolean", label=_("Test record"), words="uji coba, data uji"),
    Column("email", cells.email, label=_("E-mail"), words="e mail, email address, alamat email, surel, mail"),
    Column("phone", cells.phone, "jsonb", label=_("Phone number"), words=PHONE_WORDS),
    Column(
        "phone2", cells.phone, "jsonb", label=_("Second phone number"),
        words=f"{PHONE_WORDS}, telepon 2, hp 2, no hp 2, phone 2, mobile 2, telepon rumah, home phone, telepon lain",
    ),
    Column(
        "phone3", cells.phone, "jsonb", label=_("Third phone number"),
        words=f"{PHONE_WORDS}, telepon 3, hp 3, no hp 3, phone 3, mobile 3, telepon kantor, work phone, office phone",
    ),
    Column("city", cells.line(100), label=_("City"), words="kota, kabupaten, kota kabupaten, town"),
    Column("address", cells.line(300), label=_("Address"), words="alamat, alamat lengkap, street, street address"),
    Column(
        "birth_date", cells.day, "date", label=_("Date of birth"),
        words="tanggal lahir, tgl lahir, lahir, date of birth, dob, birthday, birthdate",
    ),
    Column("salutation", cells.choice(Salutation), label=_("Form of address"), words="sapaan, panggilan"),
    Column("language", cells.choice(Language), label=_("Language"), words="bahasa"),
    Column("department", cells.line(120), label=_("Department"), words="bagian, departemen, divisi, unit kerja"),
    Column(
        "acquisition_source", cells.line(60), label=_("Came to us through"),
        words="sumber, asal, source, lead source, datang melalui",
    ),
    Column("buyer_role", cells.choice(BuyerRole), label=_("Role"), words="peran, role"),
    Column("is_commercial", cells.flag, "boolean", label=_("Buys for commercial use"), words="komersial, commercial"),
    Column("tags", cells.tags, "varchar(40)[]", label=_("Tags"), words="label, tag, labels, kategori, category"),
    Column(
        "owner", cells.email, label=_("Looked after by (e-mail address)"),
        words="penanggung jawab, pic, sales, account manager, owner email, email penanggung jawab",
    ),
    Column(
        "survey_consent", cells.flag, "boolean", label=_("May be asked in surveys"),
        words="boleh disurvei, izin survei",
    ),
    Column("do_not_contact", cells.flag, "boolean", label=_("Do not contact"), words="jangan dihubungi, opt out"),
    Column(
        "preferred_channel", cells.choice(Channel), label=_("Likes to be reached by"),
        words="saluran, kanal, preferred contact, contact preference, dihubungi lewat",
    ),
    Column("best_time", cells.line(80), label=_("Best time to reach"), words="waktu terbaik, waktu hubungi, best time"),
    Column("expectations", cells.lines(4000), label=_("Needs and expectations"), words="harapan, kebutuhan, needs"),
    Column("exit_reason", cells.choice(ExitReason), label=_("Reason for leaving"), words="alasan keluar, alasan pergi"),
    Column("exit_date", cells.day, "date", label=_("Left on"), words="tanggal keluar, tgl keluar, tanggal pergi"),
    Column("notes", cells.lines(4000), label=_("Notes"), words="catatan, keterangan, note, remarks, comment, comments"),
)  # fmt: skip
PHONES = ("phone", "phone2", "phone3")
FEW = 40  # a function of the database takes a hundred arguments


@dataclass(frozen=True)
class Value:
    """A column of Customer: which column of the file fills it, and what will stand in it.

    What the file says, else what is stored, else the default of a new customer.
    """

    field: str
    column: str
    wanted: str

    @classmethod
    def plain(cls, name: str, default: str = "") -> "Value":
        last = f", {default}" if default else ""
        return cls(name, name, f"coalesce(r.{name}, c.{name}{last})")


# Labels are added to those there are, as phone numbers are: no import takes anything away. Each is spelt as in the
# register of labels.
ALL_TAGS = """CASE WHEN r.tags IS NULL OR r.tags <@ c.tags THEN coalesce(c.tags, '{}')
    ELSE coalesce(c.tags, '{}') || ARRAY(
        SELECT DISTINCT ON (min(place) OVER same) tag FROM (
            SELECT coalesce(t.name, said.tag) AS tag, said.place
            FROM unnest(r.tags) WITH ORDINALITY AS said(tag, place) LEFT JOIN customers_tag t
                ON lower(t.name) = lower(said.tag) OR lower(said.tag) = ANY (t.aliases)
        ) AS spelt WHERE c.tags IS NULL OR tag <> ALL (c.tags)
        WINDOW same AS (PARTITION BY tag) ORDER BY min(place) OVER same
    ) END"""
VALUES = (
    Value.plain("name"),
    Value.plain("kind", "'external'"),
    Value.plain("party_type", "'individual'"),
    Value.plain("is_test", "FALSE"),
    Value.plain("email", "''"),
    Value.plain("city", "''"),
    Value.plain("address", "''"),
    Value.plain("birth_date"),
    Value.plain("salutation", "''"),
    Value.plain("language", "'id'"),
    Value("department_id", "department", "coalesce(d.id, c.department_id)"),
    Value.plain("acquisition_source", "''"),
    Value.plain("buyer_role", "'both'"),
    Value.plain("is_commercial", "TRUE"),
    Value("tags", "tags", ALL_TAGS),
    Value("owner_id", "owner", "coalesce(u.id, c.owner_id)"),
    Value.plain("survey_consent", "TRUE"),
    Value.plain("do_not_contact", "FALSE"),
    Value.plain("preferred_channel", "''"),
    Value.plain("best_time", "''"),
    Value.plain("expectations", "''"),
    Value.plain("exit_reason", "''"),
    Value.plain("exit_date"),
    Value.plain("notes", "''"),
)
# The checks look at these together, whether the file has all of them or one.
ALWAYS = {"kind", "department", "exit_reason", "exit_date"}
JOINS = {
    "department": "LEFT JOIN accounts_department d ON lower(d.name) = lower(r.department)",
    "owner": "LEFT JOIN accounts_user u ON lower(u.email) = lower(r.owner) AND u.is_active",
}
# A department that is not there yet is made; until then it is known by its name.
HAS_NEW_DEPARTMENT = "(r.department IS NOT NULL AND d.id IS NULL)"
HAS_NEW_PHONE = """(c.id IS NOT NULL AND EXISTS (
    SELECT FROM (VALUES {numbers}) AS n(number) WHERE n.number IS NOT NULL AND NOT EXISTS (
        SELECT FROM customers_phone p WHERE p.customer_id = c.id AND p.digits = n.number->>1)))"""

DEPARTMENTS = insert_into(
    Department,
    {"name": "min(m.department)"},
    """FROM import_match m WHERE m.department IS NOT NULL
    AND NOT EXISTS (SELECT FROM accounts_department d WHERE lower(d.name) = lower(m.department))
    GROUP BY lower(m.department)""",
)
LINK_DEPARTMENTS = """
UPDATE import_match m SET department_id = d.id FROM accounts_department d
WHERE m.department IS NOT NULL AND m.department_id IS DISTINCT FROM d.id AND lower(d.name) = lower(m.department)
"""
CHECKS = (
    Check("birth_date", "birth_in_future", "m.birth_date > %(today)s", "m.birth_date::text"),
    Check("owner", "unknown_owner", "m.owner IS NOT NULL AND m.known_owner IS NULL", "left(m.owner, 80)"),
    Check("external_id", "nobody", f"m.external_id = '{NOBODY}'", "m.external_id"),
    Check("external_id", "erased", f"m.erased_at IS NOT NULL AND m.external_id <> '{NOBODY}'"),
    Check("department", "no_department", "m.kind = 'internal' AND m.department_id IS NULL AND m.department IS NULL"),
    Check("exit_date", "no_exit_date", "m.exit_reason <> '' AND m.exit_date IS NULL"),
)

_extra: list[Callable[[], tuple[Column, ...]]] = []
_extra_checks: list[Callable[[frozenset[str]], tuple[Check, ...]]] = []


def register_columns(source: Callable[[], tuple[Column, ...]]) -> None:
    """Let files have further columns, each a key of `Customer.custom_values`; `source` is asked for each file.

    `parse` of such a column gives JSON text; its `type` is jsonb and its name, the key behind `custom_`, no name of
    ours.
    """
    _extra.append(source)


def register_checks(source: Callable[[frozenset[str]], tuple[Check, ...]]) -> None:
    """Add checks of further columns; `source` gets the names of those in a file."""
    _extra_checks.append(source)


def extra_columns() -> tuple[Column, ...]:
    return tuple(column for source in _extra for column in source())


def plan(present: frozenset[str]) -> Plan:
    further = [column.name for column in extra_columns() if column.name in present]
    values = [value for value in VALUES if value.column in present | ALWAYS]
    written = [value for value in values if value.column in present]
    numbers = [name for name in PHONES if name in present]
    if further:
        custom = Value("custom_values", "", _custom_values(further))
        values.append(custom)
        written.append(custom)
    fields = [value.field for value in written]
    return Plan(
        match=_match(present, values, written, numbers),
        checks=(
            *(check for check in CHECKS if check.column in present | {"department", "exit_date"}),
            *(check for source in _extra_checks for check in source(frozenset(further))),
        ),
        writes=(
            *((Write(DEPARTMENTS), Write(LINK_DEPARTMENTS)) if "department" in present else ()),
            _insert(values),
            *_phones(numbers),
            # Rows that people may be editing are locked as late as can be.
            keep_before(Customer, fields, "m.customer_id"),
            update_changed(
                Customer,
                {**{name: f"m.{name}" for name in fields}, "version": "t.version + 1", "updated_at": "%(at)s"},
                "m.customer_id",
                seen="t.version = m.version",
            ),
        ),
        stored=STORED,
        shown=_shown(written, numbers, further),
        written=_tell_of_refusals if {"survey_consent", "do_not_contact"} & present else None,
    )


def _custom_values(names: list[str]) -> str:
    pairs = [f"'{name.removeprefix(PREFIX)}', r.\"{name}\"" for name in names]
    together = [", ".join(pairs[start : start + FEW]) for start in range(0, len(pairs), FEW)]
    said = " || ".join(f"jsonb_build_object({some})" for some in together)
    return f"coalesce(c.custom_values, '{{}}') || jsonb_strip_nulls({said})"


def _match(present: frozenset[str], values: list[Value], written: list[Value], numbers: list[str]) -> str:
    joined = {"department"} | ({"owner"} & present)
    also = [HAS_NEW_DEPARTMENT] if "department" in present else []
    if numbers:
        also.append(HAS_NEW_PHONE.format(numbers=", ".join(f"(r.{name})" for name in numbers)))
    change = change_of(
        {f"c.{value.field}": value.wanted for value in written}, "c.id", also=" OR ".join(also) or "FALSE"
    )
    others = [f"r.{name}" for name in numbers]
    if "owner" in present:
        others += ["r.owner", "u.id AS known_owner"]
    selected = [*others, *(f"{value.wanted} AS {value.field}" for value in values)]
    return f"""
SELECT r.line, r.external_id, c.id AS customer_id, c.version, c.erased_at, r.department,
    coalesce(c.id, CASE WHEN %(writing)s THEN nextval('customers_customer_id_seq') END) AS id,
    {", ".join(selected)},
    {change} AS change
FROM import_row r
LEFT JOIN customers_customer c ON c.external_id = r.external_id
{" ".join(JOINS[name] for name in sorted(joined))}
"""  # noqa: S608


def _insert(values: list[Value]) -> Write:
    """With numbers drawn here: the default of the column would call a function for each row."""
    numbered = f"""(
        SELECT m.*, nextval('customer_number') AS drawn FROM import_match m WHERE m.change = 'new' {BLOCK}
        ORDER BY m.line) m"""  # noqa: S608
    return insert_new(
        Customer,
        {
            "id": "m.id",
            "number": "'P-' || lpad(m.drawn::text, greatest(6, length(m.drawn::text)), '0')",
            "external_id": "m.external_id",
            **{value.field: f"m.{value.field}" for value in values},
            "created_at": "%(at)s",
            "created_by_id": "%(by)s",
            "updated_at": "%(at)s",
        },
        numbered,
    )


def _phones(numbers: list[str]) -> tuple[Write, ...]:
    """Numbers go behind those there are, in the order of their columns; the same number in two notations is one."""
    if not numbers:
        return ()
    listed = ", ".join(f"({place}, m.{name})" for place, name in enumerate(numbers))
    values = {
        "customer_id": "m.id",
        **phone_values("n.number"),
        "position": """n.place + CASE m.change WHEN 'new' THEN 0 ELSE coalesce(
            (SELECT max(p.position) + 1 FROM customers_phone p WHERE p.customer_id = m.id), 0) END""",
    }
    source = f"""FROM import_match m CROSS JOIN LATERAL (VALUES {listed}) AS n(place, number)
    WHERE n.number IS NOT NULL AND m.change <> 'same' {BLOCK} ORDER BY m.line, n.place
    ON CONFLICT (customer_id, digits) DO NOTHING"""
    return (Write(insert_into(Phone, values, source)),)


STORED = """customers_customer t ON t.id = m.customer_id
LEFT JOIN accounts_department td ON td.id = t.department_id LEFT JOIN accounts_user tu ON tu.id = t.owner_id"""


def _shown(written: list[Value], numbers: list[str], further: list[str]) -> dict[str, tuple[str, str]]:
    shown = {value.column: (f"t.{value.field}", f"m.{value.field}") for value in written if value.column}
    for column, stored, wanted in (
        ("department", "td.name", "coalesce(m.department, td.name)"),
        ("owner", "tu.email", "coalesce(m.owner, tu.email)"),
    ):
        if column in shown:
            shown[column] = (stored, wanted)
    for name in further:
        key = name.removeprefix(PREFIX)
        shown[name] = (f"t.custom_values->>'{key}'", f"m.custom_values->>'{key}'")
    for column in numbers:
        is_stored = f"""EXISTS (
            SELECT FROM customers_phone p WHERE p.customer_id = t.id AND p.digits = m.{column}->>1)"""
        shown[column] = (f"CASE WHEN {is_stored} THEN m.{column}->>0 END", f"m.{column}->>0")
    return shown


REFUSALS = """
SELECT m.customer_id FROM import_match m JOIN customers_customer c ON c.id = m.customer_id
WHERE m.change = 'changed' AND (c.do_not_contact OR NOT c.survey_consent)
"""


def _tell_of_refusals(ask: Ask, at: datetime) -> None:
    """Nothing was planned yet for customers who are new; what was for the others is withdrawn."""
    if surveys_refused.has_listeners(Customer):
        refusing = [pk for (pk,) in ask(REFUSALS, {})]
        for customer in Customer.objects.filter(pk__in=refusing).iterator():
            surveys_refused.send(Customer, customer=customer)


CUSTOMERS = ImportKind(
    slug="customers",
    key=("external_id",),
    all_columns=lambda: COLUMNS + extra_columns(),
    plan=plan,
)
