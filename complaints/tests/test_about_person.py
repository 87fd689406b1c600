"""Whoever a complaint is about neither handles it, nor is named on a confidential one, nor sees it."""

from datetime import UTC, datetime

import pytest

from common.errors import AppError, NotAllowed
from complaints import services
from complaints.models import AgentGroup, Complaint, GroupMember, RestrictedAccess, RoutingRule
from complaints.tests.factories import ComplaintFactory, CustomerFactory, UserFactory

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)


@pytest.fixture
def sari():
    return UserFactory(email="sari@example.com", manager=True, language="en")


@pytest.fixture(params=["person", "member"])
def about(request, sari):
    """Named as a user, or as the department member with her address."""
    if request.param == "person":
        return {"about_person": sari}
    return {"about_member": CustomerFactory(internal=True, email="Sari@example.com")}


def test_she_is_never_its_officer_and_takes_it_by_no_way(sari, about):
    complaint = ComplaintFactory(**about)
    for act in (
        lambda: services.assign(complaint=complaint, owner=sari, at=AT, by=UserFactory()),
        lambda: services.start_work(complaint=complaint, at=AT, by=sari),
        lambda: services.reply(complaint=complaint, body="I was right.", at=AT, by=sari),
    ):
        with pytest.raises(AppError):
            act()
    assert Complaint.objects.get().owner is None


def test_she_is_named_on_no_confidential_one(sari, about):
    boss = UserFactory(manager=True)
    complaint = ComplaintFactory(**about)
    with pytest.raises(AppError) as refusal:
        services.set_confidentiality(complaint=complaint, is_restricted=True, named=[boss, sari], at=AT, by=boss)
    assert refusal.value.field == "named"
    with pytest.raises(AppError):
        services.log_complaint(
            customer=CustomerFactory(), channel="letter", summary="Shouted", at=AT, by=boss, is_restricted=True,
            named=[sari], **about,
        )  # fmt: skip
    assert not RestrictedAccess.objects.exists()


def test_who_is_named_already_is_first_taken_off_the_list(sari, about):
    boss = UserFactory(manager=True)
    complaint = ComplaintFactory()
    services.set_confidentiality(complaint=complaint, is_restricted=True, named=[boss, sari], at=AT, by=boss)
    with pytest.raises(AppError):
        services.edit_complaint(complaint=complaint, expected_version=complaint.version, at=AT, by=boss, **about)
    services.set_confidentiality(complaint=complaint, is_restricted=True, named=[boss], at=AT, by=boss)
    services.edit_complaint(complaint=complaint, expected_version=complaint.version, at=AT, by=boss, **about)
    assert list(Complaint.objects.visible_to(sari)) == []


def test_she_does_not_see_a_confidential_one_even_if_her_name_got_onto_the_list(client, sari):
    secret = ComplaintFactory(is_restricted=True, about_person=sari)
    RestrictedAccess.objects.create(complaint=secret, user=sari)
    client.force_login(sari)
    assert client.get(secret.get_absolute_url()).status_code == 404


def test_she_does_not_take_her_name_off_herself(sari, about):
    complaint = ComplaintFactory(**about)
    with pytest.raises(NotAllowed):
        services.edit_complaint(
            complaint=complaint, expected_version=1, at=AT, by=sari, about_person=None, about_member=None
        )


def test_the_form_takes_a_user_or_the_number_of_a_department_member(client, sari):
    member = CustomerFactory(internal=True)
    complaint = ComplaintFactory()
    client.force_login(UserFactory(language="en"))
    form = {"version": 1, "summary": "Shouted", "channel": "phone", "severity": "normal", "language": "id",
            "cause": "rude_service", "about_person": sari.pk}  # fmt: skip
    wrong = client.post(f"{complaint.get_absolute_url()}edit/", form | {"about_member": "P-999999"})
    assert (wrong.status_code, "No department member" in wrong.content.decode()) == (422, True)
    client.post(f"{complaint.get_absolute_url()}edit/", form | {"about_member": member.number})
    complaint.refresh_from_db()
    assert (complaint.about_person, complaint.about_member) == (sari, member)


def test_no_rule_gives_it_to_her(sari):
    group = AgentGroup.objects.create(name="Front desk")
    GroupMember.objects.create(group=group, user=sari)
    RoutingRule.objects.create(name="All", group=group, position=1)
    assert services.route(complaint=ComplaintFactory(about_person=sari), at=AT) is None
    assert services.route(complaint=ComplaintFactory(), at=AT) == sari
