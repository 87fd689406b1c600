"""One of each: records for every argument that an address of the site can have.

Each function makes what one app needs and gives the primary keys by the beginnings of the names of its addresses; the
longest beginning of a name says what its argument is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import ChangeSet, SavedView, User
from accounts.services import issue_api_key
from accounts.tests.factories import UserFactory
from complaints.models import (
    Absence,
    AfterCare,
    AgentGroup,
    Cause,
    CharterVersion,
    Complaint,
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
from customers.models import Customer, DuplicatePair, ImportPreset, ImportRun, Tag
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
from loyalty.models import Membership, Redemption, StatementLink
from loyalty.tests.factories import MembershipFactory, RewardFactory, SpecialDayFactory, TierFactory
from outbox.tests.factories import queue_mail
from privacy.models import ConsentPurpose
from privacy.services import note_breach, take_in_request
from retention.tests.factories import FiscalYearFactory
from surveys.models import UnsubscribeLink, Wave
from surveys.tests.factories import InvitationFactory, ResponseFactory, SurveyFactory, token_of

# Services away would be a true answer of this one.
LEFT_OUT = {"readyz"}
Keys = dict[str, Any]


@dataclass
class World:
    """What several apps refer to."""

    admin: User
    now: datetime

    @cached_property
    def customer(self) -> Customer:
        customer = CustomerFactory(email="budi@example.com")
        PhoneFactory(customer=customer)
        TransactionFactory(customer=customer)
        return customer

    @cached_property
    def complaint(self) -> Complaint:
        return ComplaintFactory(customer=self.customer)

    @cached_property
    def membership(self) -> Membership:
        return MembershipFactory(customer=self.customer, balance=0)

    @cached_property
    def reward(self) -> Any:
        return RewardFactory(programme=self.membership.programme)

    @cached_property
    def invitation(self) -> Any:
        return InvitationFactory(
            survey=SurveyFactory(), expires_at=self.now + timedelta(days=9), mode="phone", status="planned"
        )


def addresses_of(world: World) -> dict[str, str]:
    """Every address of the site, by its name, with arguments that exist."""
    known = _arguments(world)

    def arguments(name: str, wanted: dict) -> dict:
        return {
            word: known[word][max((key for key in known[word] if name.startswith(key)), key=len)] for word in wanted
        }

    return {
        name: reverse(name, kwargs=arguments(name, wanted))
        for name, wanted in ADDRESSES.items()
        if name not in LEFT_OUT
    }


def _arguments(world: World) -> dict[str, Keys]:
    issued = {"at": world.now, "valid_for": timedelta(days=9)}
    return {
        "pk": {
            **_accounts(world),
            **_imports(world),
            **_registry(world),
            **_personal_data(world),
            **_loyalty(world),
            **_complaints(world),
            **_rules_of_complaints(world),
            **_surveys(world),
            "outbox": queue_mail().pk,
            "jobs": Job.objects.create(kind="none", title="Nothing", created_by=world.admin).pk,
            "guide:customer_characters": world.customer.pk,
            "guide": GuideEntry.objects.first().pk,
            "retention": FiscalYearFactory().pk,
        },
        "reward_pk": {"": world.reward.pk},
        "reference": {"": world.complaint.reference},
        "kind": {"": "reply", "customers:import_": "links"},
        "step": {"": "note"},
        "key": {"": "x", "accounts": "customers", "jobs": "customers"},
        **{word: {"": 1} for word in ("customer_id", "follow_up_id")},
        **{word: {"": "x"} for word in ("external_id", "rest")},
        "name": {"": "people"},
        "whom": {"": "people"},
        "other": {"": ComplaintFactory().reference},
        "customer": {"": world.customer.pk},
        "token": {
            "complaints": TrackingLink.issue(complaint=world.complaint, **issued)[1],
            "loyalty": StatementLink.issue(membership=world.membership, **issued)[1],
            "surveys:unsubscribe": UnsubscribeLink.issue(customer=world.customer, **issued)[1],
            "surveys": token_of(world.invitation, at=world.now),
        },
    }


def _accounts(world: World) -> Keys:
    key, *_token = issue_api_key(name="x", scopes=["customers:read"], days=1, by=world.admin, at=world.now)
    return {
        "accounts": UserFactory().pk,
        "accounts:api_key": key.pk,
        "accounts:audit_change": ChangeSet.objects.latest("pk").pk,
        "accounts:saved_view": SavedView.objects.create(owner=world.admin, list_key="customers", name="Solo").pk,
    }


def _imports(world: World) -> Keys:
    preset = ImportPreset.objects.create(kind=ImportedKind.CUSTOMERS, name="Kasir", fingerprint="0")
    run = ImportRun.objects.create(
        kind=ImportedKind.CUSTOMERS,
        filename="a.csv",
        sha256="0" * 64,
        status=ImportStatus.DONE,
        started_by=world.admin,
    )
    waiting = wait_for_columns(world.admin, preset)
    return {
        "customers:import": run.pk,
        "customers:import_columns": waiting.pk,
        "customers:import_reading": waiting.pk,
        "customers:import_preset": preset.pk,
    }


def wait_for_columns(admin: User, preset: ImportPreset) -> ImportRun:
    """An uploaded file whose columns are still to be matched."""
    stored_path("file").write_text("id,nama\nA1,Ani\n")
    return ImportRun.objects.create(
        kind=ImportedKind.CUSTOMERS, filename="a.csv", sha256="0" * 64, status=ImportStatus.UPLOADED,
        started_by=admin, upload="file", header=["id", "nama"], mapping=["external_id", ""], preset=preset,
        reading={"encoding": "utf-8", "delimiter": ",", "sheet": "", "header_line": 1},
    )  # fmt: skip


def _registry(world: World) -> Keys:
    customer, duplicate, department = world.customer, CustomerFactory(), DepartmentFactory()
    merge = merge_customers(duplicate=duplicate, survivor=CustomerFactory(), at=world.now, by=world.admin)
    pair = DuplicatePair.objects.create(
        lower=customer, higher=duplicate, score=50, status="dismissed", decided_at=world.now
    )
    owed = {"outstanding": 500, "due_on": world.now.date()}
    return {
        "customers": customer.pk,
        "customers:duplicate_reopen": pair.pk,
        "customers:merge_undo": merge.pk,
        "customers:department": department.pk,
        "customers:service_relation_create": department.pk,
        "customers:service_relation_delete": ServiceRelationFactory().pk,
        "customers:follow_up_": FollowUpFactory().pk,
        "customers:follow_up_create": customer.pk,
        "customers:interaction_": InteractionFactory(user=world.admin, noted_at=world.now).pk,
        "customers:interaction_create": customer.pk,
        "customers:need_": NeedFactory().pk,
        "customers:need_create": customer.pk,
        "customers:special_day_": CustomerDayFactory().pk,
        "customers:special_day_create": customer.pk,
        "customers:link_": CustomerLinkFactory().pk,
        "customers:link_create": customer.pk,
        "customers:payment_create": TransactionFactory(**owed).pk,
        "customers:due_date_change": TransactionFactory(**owed).pk,
        "customers:payment_withdraw": PaymentFactory().pk,
        "customers:custom_field": CustomFieldFactory(type="choice", options=["sea", "garden"]).pk,
        "customers:tag": Tag.objects.create(name="vip").pk,
    }


def _personal_data(world: World) -> Keys:
    moment = {"at": world.now, "by": world.admin}
    breach = note_breach(title="Lost", discovered_at=world.now, data_kinds=["contact"], **moment)
    request = take_in_request(kind="erasure", customer=world.customer, channel="phone", received_at=world.now, **moment)
    return {
        "privacy": ConsentPurpose.objects.get(key="marketing").pk,
        "privacy:consent_record": world.customer.pk,
        "privacy:restriction_lift": world.customer.pk,
        "privacy:hold_": world.customer.pk,
        "privacy:breach_": breach.pk,
        "privacy:request_": request.pk,
    }


def _loyalty(world: World) -> Keys:
    programme = world.membership.programme
    redemption = Redemption.objects.create(
        membership=world.membership, reward=world.reward, points=100, code="ABCD2345", created_at=world.now
    )
    return {
        "loyalty": world.membership.pk,
        "loyalty:programme": programme.pk,
        "loyalty:tier_edit": TierFactory(programme=programme).pk,
        "loyalty:reward_edit": world.reward.pk,
        "loyalty:special_day_edit": SpecialDayFactory(programme=programme).pk,
        "loyalty:redemption": redemption.pk,
        "loyalty:enrol": world.customer.pk,
        "loyalty:enrol_primary": programme.pk,
        "loyalty:member_lookup": programme.pk,
        "loyalty:tier_create": programme.pk,
        "loyalty:reward_create": programme.pk,
        "loyalty:special_day_create": programme.pk,
    }


def _complaints(world: World) -> Keys:
    complaint, moment = world.complaint, {"at": world.now, "by": world.admin}
    (file,) = attach([SimpleUploadedFile("a.pdf", PDF)], complaint=complaint, at=world.now)
    mail, held = taken(letter()), taken(letter("x", List_Id="<x.example>"))
    IncomingMail.objects.filter(pk=mail.pk).update(complaint=complaint)
    improvement = plan_improvement(
        title="Lamps",
        cause=Cause.objects.first(),
        owner=world.admin,
        due_on=world.now.date() + timedelta(days=9),
        **moment,
    )
    return {
        "complaints:complaint_file": file.pk,
        "complaints:tracking_file": file.pk,
        "complaints:complaint_mail": mail.pk,
        "complaints:mail_": held.pk,
        "complaints:remedy_decide": RemedyFactory(complaint=complaint).pk,
        "complaints:remedy_pay": RemedyFactory(complaint=complaint).pk,
        "complaints:promise_detail": PromiseFactory(complaint=complaint).pk,
        "complaints:after_care": AfterCare.objects.create(complaint=complaint, days=14).pk,
        "complaints:merge_undo": complaint.pk,
        "complaints:problem_": open_problem(name="Dark", complaints=[complaint], **moment).pk,
        "complaints:improvement_": improvement.pk,
    }


def _rules_of_complaints(world: World) -> Keys:
    group, macro = AgentGroup.objects.create(name="g"), Macro.objects.create(name="m", note="x")
    absence = Absence.objects.create(user=UserFactory(), first_on=world.now, last_on=world.now)
    return {
        "complaints:charter_version": CharterVersion.objects.create(promise_en="We listen.").pk,
        "complaints:outside_body": OutsideBody.objects.first().pk,
        "complaints:deadline_edit": DeadlineSet.objects.first().pk,
        "complaints:escalation_step": EscalationStep.objects.first().pk,
        "complaints:cause_questions": Cause.objects.filter(parent=None).first().pk,
        "complaints:cause": Cause.objects.first().pk,
        "complaints:routing": RoutingRule.objects.create(name="r", group=group).pk,
        "complaints:agent_group": group.pk,
        "complaints:template": ReplyTemplate.objects.first().pk,
        "complaints:macro": macro.pk,
        "complaints:complaint_macro": macro.pk,
        "complaints:absence": absence.pk,
        "complaints:department_hours": DepartmentCalendar.objects.create(
            department=DepartmentFactory(), stretches={"0": [["08:00", "17:00"]]}
        ).pk,
        "complaints:holiday": Holiday.objects.first().pk,
    }


def _surveys(world: World) -> Keys:
    survey = world.invitation.survey
    return {
        "surveys": survey.pk,
        "surveys:key_in": world.invitation.pk,
        "surveys:note_call": world.invitation.pk,
        "surveys:response_detail": ResponseFactory().pk,
        "surveys:wave_": Wave.objects.create(survey=survey, send_at=world.now).pk,
        "surveys:survey_edit": SurveyFactory(status="draft", published_at=None).pk,
    }
