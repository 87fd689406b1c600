"""Whatever is sent to whatever address: a page or a clear refusal, never a failure, and nothing half written."""

import random
from collections.abc import Iterable, Iterator
from datetime import timedelta
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import ChangeSet, SavedView
from accounts.services import issue_api_key
from accounts.tests.factories import UserFactory
from complaints.models import (
    Absence,
    AfterCare,
    AgentGroup,
    Cause,
    CharterVersion,
    DeadlineSet,
    DepartmentCalendar,
    EscalationStep,
    Holiday,
    IncomingMail,
    Macro,
    OutsideBody,
    ReplyTemplate,
    RoutingRule,
    TrackingLink,
)
from complaints.services import attach, open_problem, plan_improvement
from complaints.tests.factories import ComplaintFactory, PromiseFactory, RemedyFactory
from complaints.tests.letters import PDF, letter, taken
from crm_site.tests.test_permissions import ADDRESSES
from customers.enums import ImportedKind, ImportStatus
from customers.imports.uploads import stored_path
from customers.models import DuplicatePair, ImportPreset, ImportRun, Tag
from customers.services import merge_customers
from customers.tests.factories import (
    CustomerDayFactory,
    CustomerFactory,
    CustomerLinkFactory,
    CustomFieldFactory,
    DepartmentFactory,
    FollowUpFactory,
    InteractionFactory,
    NeedFactory,
    PaymentFactory,
    PhoneFactory,
    ServiceRelationFactory,
    TransactionFactory,
)
from guide.models import GuideEntry
from jobs.models import Job
from loyalty.models import Redemption, StatementLink
from loyalty.tests.factories import MembershipFactory, RewardFactory, SpecialDayFactory, TierFactory
from outbox.tests.factories import queue_mail
from privacy.models import ConsentPurpose
from privacy.services import note_breach, take_in_request
from retention.tests.factories import FiscalYearFactory
from surveys.models import UnsubscribeLink, Wave
from surveys.tests.factories import InvitationFactory, ResponseFactory, SurveyFactory, token_of

pytestmark = pytest.mark.django_db

# Services away would be a true answer of this one.
LEFT_OUT = {"readyz"}
QUERY_NAMES = """
    q after before size tab days status cause channel severity owner department factor received_from received_to
    resolved_from resolved_to timeliness customer with find next param year group panel kind standing model record
    wave only score lang write tab source until in
    summary problem months file user since until text field action reference
    view sort columns tags tags_match party_type commercial role city language birthday age_from age_to stage
    standing_by source exit phone email consent no_contact test created_from created_to changed_from stage_from stage_to
    bought bought_from bought_to quiet_for need_review mark_review segment
"""
GARBAGE = [
    "\x00nul",
    "9" * 400,
    "-1",
    str(2**63),
    "1e400",
    "NaN",
    "-Infinity",
    "99999-99-99",
    "31-12-9999",
    "2200-12-31",
    "0001-01-01",
    "²",
    "\u202e\u200b' OR 1=1 --<script>",
    "x" * 20_000,
    '["a", {"b": [1]}]',
    "WyJhIiwxXQ==",
    "\ud800".encode("utf-8", "surrogatepass"),
    b"\xff\xfe",
]
SHORT = [text for text in GARBAGE if len(text) < 1000 and text != "\x00nul"]  # NUL is refused before any page sees it


class Fields(HTMLParser):
    """The forms of a page: where they go, and what they would send untouched."""

    def __init__(self):
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._area: tuple[dict, str] | None = None
        self._select = ""

    def handle_starttag(self, tag, attributes):
        found = dict(attributes)
        if tag == "form":
            is_post = (found.get("method") or "").lower() == "post"
            self.forms.append((found.get("action") or "" if is_post else "GET", {}))
        name = found.get("name")
        if not self.forms or (tag != "option" and not name):
            return
        values = self.forms[-1][1]
        if tag == "input" and (found.get("type") not in ("radio", "checkbox") or "checked" in found):
            values[name] = found.get("value") or ""
        elif tag in ("input", "textarea", "select"):
            values.setdefault(name, "")
            self._select = name if tag == "select" else self._select
        elif tag == "option" and self._select and ("selected" in found or not values[self._select]):
            values[self._select] = found.get("value") or ""


def forms_of(page: str) -> list[tuple[str, dict[str, str]]]:
    parser = Fields()
    parser.feed(page)
    return [(action, fields) for action, fields in parser.forms if action != "GET"]


def wait_for_columns(admin, preset: ImportPreset) -> ImportRun:
    """An uploaded file whose columns are still to be matched."""
    stored_path("file").write_text("id,nama\nA1,Ani\n")
    return ImportRun.objects.create(
        kind=ImportedKind.CUSTOMERS, filename="a.csv", sha256="0" * 64, status=ImportStatus.UPLOADED,
        started_by=admin, upload="file", header=["id", "nama"], mapping=["external_id", ""], preset=preset,
        reading={"encoding": "utf-8", "delimiter": ",", "sheet": "", "header_line": 1},
    )  # fmt: skip


@pytest.fixture
def world(settings, tmp_path):
    """One of each: what the arguments of the addresses stand for."""
    settings.UPLOADS_DIR = tmp_path
    now = timezone.now()
    admin = UserFactory(admin=True, language="en")
    client = Client(raise_request_exception=False)
    client.force_login(admin)
    customer = CustomerFactory(email="budi@example.com")
    PhoneFactory(customer=customer)
    purchase = TransactionFactory(customer=customer)
    membership = MembershipFactory(customer=customer, balance=0)
    reward = RewardFactory(programme=membership.programme)
    redemption = Redemption.objects.create(
        membership=membership, reward=reward, points=100, code="ABCD2345", created_at=now
    )
    complaint = ComplaintFactory(customer=customer)
    (file,) = attach([SimpleUploadedFile("a.pdf", PDF)], complaint=complaint, at=now)
    mail, held = taken(letter()), taken(letter("x", List_Id="<x.example>"))
    IncomingMail.objects.filter(pk=mail.pk).update(complaint=complaint)
    survey = SurveyFactory()
    draft = SurveyFactory(status="draft", published_at=None)
    invitation = InvitationFactory(survey=survey, expires_at=now + timedelta(days=9), mode="phone", status="planned")
    response = ResponseFactory()
    wave = Wave.objects.create(survey=survey, send_at=now)
    duplicate = CustomerFactory()
    merge = merge_customers(duplicate=duplicate, survivor=CustomerFactory(), at=now, by=admin)
    preset = ImportPreset.objects.create(kind=ImportedKind.CUSTOMERS, name="Kasir", fingerprint="0")
    run = ImportRun.objects.create(
        kind=ImportedKind.values[0], filename="a.csv", sha256="0" * 64, status=ImportStatus.DONE, started_by=admin
    )
    waiting = wait_for_columns(admin, preset)
    issued = {"at": now, "valid_for": timedelta(days=9)}
    department = DepartmentFactory()
    year = FiscalYearFactory()
    assert purchase.pk
    by_name = {
        "pk": {
            "accounts": UserFactory().pk,
            "accounts:api_key": issue_api_key(name="x", scopes=["customers:read"], days=1, by=admin, at=now)[0].pk,
            "accounts:audit_change": ChangeSet.objects.latest("pk").pk,
            "accounts:saved_view": SavedView.objects.create(owner=admin, list_key="customers", name="Solo").pk,
            "outbox": queue_mail().pk,
            "jobs": Job.objects.create(kind="none", title="Nothing", created_by=admin).pk,
            "customers:import": run.pk,
            "customers:import_columns": waiting.pk,
            "customers:import_reading": waiting.pk,
            "customers:import_preset": preset.pk,
            "customers:duplicate_reopen": DuplicatePair.objects.create(
                lower=customer, higher=duplicate, score=50, status="dismissed", decided_at=now
            ).pk,
            "customers:merge_undo": getattr(merge, "pk", None) or duplicate.merges.get().pk,
            "customers:department": department.pk,
            "customers:service_relation_create": department.pk,
            "customers:service_relation_delete": ServiceRelationFactory().pk,
            "customers:follow_up_": FollowUpFactory().pk,
            "customers:follow_up_create": customer.pk,
            "customers:interaction_": InteractionFactory(user=admin, noted_at=now).pk,
            "customers:interaction_create": customer.pk,
            "customers:need_": NeedFactory().pk,
            "customers:need_create": customer.pk,
            "customers:special_day_": CustomerDayFactory().pk,
            "customers:special_day_create": customer.pk,
            "customers:link_": CustomerLinkFactory().pk,
            "customers:link_create": customer.pk,
            "customers:payment_create": TransactionFactory(outstanding=500, due_on=now.date()).pk,
            "customers:due_date_change": TransactionFactory(outstanding=500, due_on=now.date()).pk,
            "customers:payment_withdraw": PaymentFactory().pk,
            "customers:custom_field": CustomFieldFactory(type="choice", options=["sea", "garden"]).pk,
            "customers:tag": Tag.objects.create(name="vip").pk,
            "customers": customer.pk,
            "guide:customer_characters": customer.pk,
            "guide": GuideEntry.objects.first().pk,
            "privacy:consent_record": customer.pk,
            "privacy:restriction_lift": customer.pk,
            "privacy:hold_": customer.pk,
            "privacy:breach_": note_breach(
                title="Lost", discovered_at=now, data_kinds=["contact"], at=now, by=admin
            ).pk,
            "privacy:request_": take_in_request(
                kind="erasure", customer=customer, channel="phone", received_at=now, at=now, by=admin
            ).pk,
            "privacy": ConsentPurpose.objects.get(key="marketing").pk,
            "loyalty:programme": membership.programme_id,
            "loyalty:tier_edit": TierFactory(programme=membership.programme).pk,
            "loyalty:reward_edit": reward.pk,
            "loyalty:special_day_edit": SpecialDayFactory(programme=membership.programme).pk,
            "loyalty:redemption": redemption.pk,
            "loyalty:enrol": customer.pk,
            "loyalty:enrol_primary": membership.programme_id,
            "loyalty:member_lookup": membership.programme_id,
            "loyalty:tier_create": membership.programme_id,
            "loyalty:reward_create": membership.programme_id,
            "loyalty:special_day_create": membership.programme_id,
            "loyalty": membership.pk,
            "complaints:complaint_file": file.pk,
            "complaints:tracking_file": file.pk,
            "complaints:complaint_mail": mail.pk,
            "complaints:mail_": held.pk,
            "complaints:remedy_decide": RemedyFactory(complaint=complaint).pk,
            "complaints:remedy_pay": RemedyFactory(complaint=complaint).pk,
            "complaints:promise_detail": PromiseFactory(complaint=complaint).pk,
            "complaints:after_care": AfterCare.objects.create(complaint=complaint, days=14).pk,
            "complaints:charter_version": CharterVersion.objects.create(promise_en="We listen.").pk,
            "complaints:outside_body": OutsideBody.objects.first().pk,
            "complaints:deadline_edit": DeadlineSet.objects.first().pk,
            "complaints:escalation_step": EscalationStep.objects.first().pk,
            "complaints:cause_questions": Cause.objects.filter(parent=None).first().pk,
            "complaints:cause": Cause.objects.first().pk,
            "complaints:merge_undo": complaint.pk,
            "complaints:problem_": open_problem(name="Dark", at=now, by=admin, complaints=[complaint]).pk,
            "complaints:improvement_": plan_improvement(
                title="Lamps",
                cause=Cause.objects.first(),
                owner=admin,
                due_on=now.date() + timedelta(days=9),
                at=now,
                by=admin,
            ).pk,
            "complaints:routing": RoutingRule.objects.create(
                name="r", group=(group := AgentGroup.objects.create(name="g"))
            ).pk,
            "complaints:agent_group": group.pk,
            "complaints:template": ReplyTemplate.objects.first().pk,
            "complaints:macro": (macro := Macro.objects.create(name="m", note="x")).pk,
            "complaints:complaint_macro": macro.pk,
            "complaints:absence": Absence.objects.create(user=UserFactory(), first_on=now, last_on=now).pk,
            "complaints:department_hours": DepartmentCalendar.objects.create(
                department=DepartmentFactory(), stretches={"0": [["08:00", "17:00"]]}
            ).pk,
            "complaints:holiday": Holiday.objects.first().pk,
            "surveys:key_in": invitation.pk,
            "surveys:note_call": invitation.pk,
            "surveys:response_detail": response.pk,
            "surveys:wave_": wave.pk,
            "surveys:survey_edit": draft.pk,
            "surveys": survey.pk,
            "retention": year.pk,
        },
        "reward_pk": {"": reward.pk},
        "reference": {"": complaint.reference},
        "kind": {"": "reply", "customers:import_": "links"},
        "step": {"": "note"},
        "key": {"": "x", "accounts": "customers", "jobs": "customers"},
        **{word: {"": 1} for word in ("customer_id", "follow_up_id")},
        **{word: {"": "x"} for word in ("external_id", "rest")},
        "name": {"": "people"},
        "whom": {"": "people"},
        "other": {"": ComplaintFactory().reference},
        "customer": {"": customer.pk},
        "token": {
            "complaints": TrackingLink.issue(complaint=complaint, **issued)[1],
            "loyalty": StatementLink.issue(membership=membership, **issued)[1],
            "surveys:unsubscribe": UnsubscribeLink.issue(customer=customer, **issued)[1],
            "surveys": token_of(invitation, at=now),
        },
    }

    def arguments(name: str, wanted: dict) -> dict:
        """The longest beginning of the address's name says what the argument is."""
        return {
            word: by_name[word][max((key for key in by_name[word] if name.startswith(key)), key=len)] for word in wanted
        }

    addresses = {
        name: reverse(name, kwargs=arguments(name, wanted))
        for name, wanted in ADDRESSES.items()
        if name not in LEFT_OUT
    }
    return client, addresses


def rows_of_all_tables() -> dict[str, int]:
    """How many rows each table has; event tables count each change too. Sessions come and go with requests."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name != "django_session"]
        counts = ", ".join(f'(SELECT count(*) FROM "{name}")' for name in tables)
        cursor.execute(f"SELECT {counts}")
        return dict(zip(tables, cursor.fetchone(), strict=True))


def garbled(fields: dict[str, str], seed: str) -> Iterator[tuple[str, dict]]:
    """What the form would send with some garbage in it: in one field, in all of them, files for text, lists for one."""
    chance = random.Random(seed)
    names = [name for name in fields if name != "csrfmiddlewaretoken"]
    if not names:
        yield "nothing", {}
        return
    name = chance.choice(names)
    yield name, {**fields, name: chance.choice(GARBAGE)}
    yield "everything", dict.fromkeys(names, chance.choice(GARBAGE))
    yield "lists", {name: ["1", "x", "\x00"] for name in names}
    yield "files", {name: SimpleUploadedFile("a\x00.csv", b"PK\x03\x04\x00") for name in names}


def test_no_query_makes_a_page_fail(world):
    client, addresses = world
    names, failed = QUERY_NAMES.split(), []
    for name, address in addresses.items():
        for turn in range(2):
            values = random.Random(f"{name}{turn}").choices(SHORT, k=len(names))
            query = urlencode(dict(zip(names, values, strict=True)))
            response = client.get(f"{address}?{query}")
            if response.streaming:
                b"".join(response.streaming_content)
            if response.status_code >= 500:
                failed.append((name, query))
    assert failed == []


def forms_by_address(client: Client, addresses: Iterable[str]) -> dict[str, dict[str, str]]:
    """Fields of the forms that the pages hold, by the address that each is sent to."""
    found: dict[str, dict[str, str]] = {}
    for address in addresses:
        page = client.get(address)
        text = "" if page.streaming else page.content.decode(errors="replace")
        for action, fields in forms_of(text):
            known = found.setdefault(action.partition("?")[0] or address, fields)
            known.update({name: value for name, value in fields.items() if name not in known})
    return found


def test_no_form_makes_a_page_fail_or_leaves_half_of_itself(world):
    client, addresses = world
    forms = forms_by_address(client, addresses.values())
    failed, half_written = [], []
    before = rows_of_all_tables()
    for name, address in addresses.items():
        for what, body in garbled(forms.get(address, {}), name):
            response = client.post(address, body)
            if response.status_code >= 500:
                failed.append((name, what, body))
            if response.status_code in (403, 404, 405):
                continue
            after = rows_of_all_tables()
            if 400 <= response.status_code < 500 and after != before:
                half_written.append((name, what, {key: n for key, n in after.items() if n != before[key]}))
            before = after
    assert failed == []
    assert half_written == []
