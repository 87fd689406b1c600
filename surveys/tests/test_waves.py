"""A survey is sent to a chosen group."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db.models import Count

from common.errors import AppError, NotAllowed
from complaints.enums import Status
from customers.models import Customer
from customers.services import merge_customers
from customers.services.merging import undo_merge
from customers.tests.factories import CustomerFactory, PhoneFactory, UserFactory
from jobs.enums import Status as JobStatus
from jobs.models import Job
from jobs.services import run_job
from jobs.services import undo_job as start_undo
from outbox.models import Message
from surveys import services
from surveys.enums import InvitationStatus, Mode
from surveys.models import Invitation, InvitationLink, Wave
from surveys.queries.people import Segment, audience_of, selection_for
from surveys.services import waves
from surveys.tests.factories import NOON, ComplaintFactory, InvitationFactory, SurveyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _noon():
    with time_machine.travel(NOON, tick=False):
        yield


def make_people() -> None:
    """One for each way of being asked, and one for each reason of being left out."""
    CustomerFactory(email="surel@example.com", city="Bandung")
    PhoneFactory(customer__city="Bandung", customer__email="")
    CustomerFactory(address="Jalan Braga 1")
    CustomerFactory(email="a@example.com", do_not_contact=True, survey_consent=False)
    CustomerFactory(email="b@example.com", survey_consent=False)
    CustomerFactory()
    InvitationFactory(created_at=NOON - timedelta(days=3))
    ComplaintFactory(status=Status.RECEIVED, closed_at=None, resolved_at=None)
    ComplaintFactory(status=Status.RECEIVED, closed_at=None, resolved_at=None, is_restricted=True)
    CustomerFactory(internal=True, email="rekan@example.com")


def send(survey, **asked) -> Wave:
    """A wave to everybody, or to a group, with the worker's part done."""
    job = services.send_wave(survey=survey, group=asked.pop("group", Segment()), **{"at": NOON, "by": None, **asked})
    run_job(job)
    return Wave.objects.get(pk=job.parameters["wave"])


EXCLUDED = {"do_not_contact": 1, "no_consent": 1, "open_complaint": 1, "paused": 1, "unreachable": 1}


def test_the_preview_counts_ways_and_reasons_and_the_wave_does_the_same(django_assert_max_num_queries):
    make_people()
    survey = SurveyFactory()
    everybody = audience_of(survey)
    selection = selection_for(survey, everybody, at=NOON)
    assert selection.by_mode == {"email": 2, "phone": 1, "paper": 1}
    assert selection.excluded == EXCLUDED
    assert (selection.chosen, selection.invited) == (9, 4)

    with django_assert_max_num_queries(16):
        job = services.send_wave(survey=survey, group=Segment(), at=NOON, by=survey.created_by)
    assert (job.total, Invitation.objects.filter(wave__isnull=False).count()) == (9, 0), (
        "inviting is a worker's business"
    )
    wave = Wave.objects.get(pk=run_job(job).parameters["wave"])

    assert (wave.invited, wave.excluded) == (4, EXCLUDED)
    assert sorted(wave.invitations.values_list("mode", flat=True)) == ["email", "email", "paper", "phone"]
    assert not Message.objects.exists(), "letters are a worker's business"


def test_a_group_is_chosen_by_kind_standing_and_city():
    make_people()
    survey = SurveyFactory(audience="both")
    everybody = audience_of(survey)
    assert Segment(kind="internal").of(everybody).count() == 1
    assert Segment(city="bandung").of(everybody).count() == 2
    assert Segment(kind="external", standing="primary").of(everybody).count() == 0


def test_a_form_sent_twice_makes_one_wave():
    CustomerFactory(email="a@example.com")
    survey, key = SurveyFactory(quiet_days=0), uuid4()
    waves = {send(survey, submission_key=key).pk for _time in range(2)}
    assert len(waves) == 1
    assert Invitation.objects.count() == 1


def test_a_second_wave_spares_who_was_just_invited():
    CustomerFactory(email="a@example.com")
    survey = SurveyFactory()
    send(survey)
    with pytest.raises(AppError):
        send(survey)
    assert Wave.objects.count() == 1


def test_drafts_and_far_away_moments_are_refused():
    CustomerFactory(email="a@example.com")
    draft, survey = SurveyFactory(status="draft"), SurveyFactory()
    with pytest.raises(NotAllowed):
        send(draft)
    with pytest.raises(AppError) as refused:
        send(survey, send_at=NOON + timedelta(days=91))
    assert refused.value.field == "send_at"
    assert not Wave.objects.exists()


def test_letters_are_written_in_batches_when_their_time_has_come():
    for _number in range(5):
        CustomerFactory(email="a@example.com")
    survey = SurveyFactory()
    later = NOON + timedelta(hours=2)
    send(survey, send_at=later)

    assert services.write_letters(at=NOON, limit=3) == 0
    assert [services.write_letters(at=later, limit=3) for _run in range(3)] == [3, 2, 0]

    assert Message.objects.count() == 5
    assert set(Message.objects.values_list("dedupe_key", flat=True)) == {row.about for row in Invitation.objects.all()}


def test_a_worker_killed_within_a_batch_leaves_nothing_half_done(monkeypatch):
    for _number in range(3):
        CustomerFactory(email="a@example.com")
    survey = SurveyFactory()
    send(survey)
    from surveys.services import invitations

    write, calls = invitations.send_invitation, []

    def dies_at_the_second(*args, **kwargs):
        calls.append(1)
        if len(calls) == 2:
            raise SystemExit
        return write(*args, **kwargs)

    monkeypatch.setattr(invitations, "send_invitation", dies_at_the_second)
    with pytest.raises(SystemExit):
        services.write_letters(at=NOON)
    assert not Message.objects.exists()
    assert not InvitationLink.objects.exists()
    monkeypatch.undo()

    assert services.write_letters(at=NOON) == 3
    assert Message.objects.count() == 3


def test_a_paused_wave_writes_nothing_until_it_is_resumed():
    CustomerFactory(email="a@example.com")
    survey = SurveyFactory()
    wave = send(survey, by=UserFactory())
    services.pause_wave(wave=wave, at=NOON)
    assert services.write_letters(at=NOON) == 0
    later = NOON + timedelta(days=5)
    services.resume_wave(wave=wave, at=later)
    assert services.write_letters(at=later) == 1
    assert Invitation.objects.get().expires_at == later + timedelta(days=14)


def test_who_opts_out_between_planning_and_writing_gets_no_letter():
    customer = CustomerFactory(email="a@example.com")
    survey = SurveyFactory()
    send(survey)
    customer.survey_consent = False
    customer.save()
    services.write_letters(at=NOON)
    assert Invitation.objects.get().status == InvitationStatus.CANCELLED
    assert not Message.objects.exists()


def test_closing_a_survey_withdraws_what_is_planned():
    CustomerFactory(email="a@example.com")
    survey = SurveyFactory()
    send(survey)
    services.write_letters(at=NOON)
    services.close_survey(survey=survey, at=NOON)
    assert Invitation.objects.get().status == InvitationStatus.CANCELLED
    assert Message.objects.get().status == "cancelled"


def test_the_address_of_a_wave_s_letter_is_that_of_its_customer():
    CustomerFactory(email="satu@example.com", language="en")
    survey = SurveyFactory()
    send(survey)
    services.write_letters(at=NOON)
    message = Message.objects.get()
    assert (message.to_email, message.language, message.subject) == ("satu@example.com", "en", survey.title_en)
    assert Invitation.objects.get().mode == Mode.EMAIL


def test_who_was_asked_under_a_record_that_is_merged_since_is_not_asked_again():
    survivor = CustomerFactory(email="a@example.com")
    InvitationFactory(customer=CustomerFactory(merged_into=survivor), created_at=NOON - timedelta(days=1))
    survey = SurveyFactory(quiet_days=30)
    selection = selection_for(survey, audience_of(survey).filter(pk=survivor.pk), at=NOON)
    assert selection.excluded == {"paused": 1}


def test_a_worker_killed_in_the_middle_invites_nobody_twice_and_leaves_nobody_out(monkeypatch):
    monkeypatch.setattr(waves, "PIECE", 2)
    for _number in range(5):
        CustomerFactory(email="a@example.com")
    job = services.send_wave(survey=SurveyFactory(), group=Segment(), at=NOON, by=None)
    add, calls = waves.add_to_wave, []

    def dies_at_the_second(**asked):
        calls.append(1)
        added = add(**asked)
        if len(calls) == 2:
            raise SystemExit
        return added

    monkeypatch.setattr(waves, "add_to_wave", dies_at_the_second)
    with pytest.raises(SystemExit):
        run_job(job)
    assert Invitation.objects.count() == 2
    monkeypatch.setattr(waves, "add_to_wave", add)
    job.refresh_from_db()
    assert run_job(job).status == JobStatus.DONE
    assert Invitation.objects.count() == Invitation.objects.values("customer").distinct().count() == 5
    assert Wave.objects.get().invited == 5


def test_a_wave_is_taken_back_as_far_as_its_letters_have_not_gone_out(monkeypatch):
    monkeypatch.setattr(waves, "PIECE", 2)
    for _number in range(5):
        CustomerFactory(email="a@example.com")
    wave = send(SurveyFactory(), by=UserFactory(manager=True))
    gone = wave.invitations.first()
    Invitation.objects.filter(pk=gone.pk).update(status="sent", sent_at=NOON)
    undo = start_undo(job=Job.objects.get(kind=waves.KIND), at=NOON, by=wave.sent_by)
    assert "4" in run_job(undo).message
    assert dict(wave.invitations.values_list("status").annotate(n=Count("pk"))) == {"sent": 1, "cancelled": 4}


def test_what_a_merge_withdrew_is_planned_again_when_it_is_undone():
    survivor, duplicate = CustomerFactory(email="a@example.com"), CustomerFactory(survey_consent=False)
    send(SurveyFactory(), send_at=NOON + timedelta(days=1))
    earlier = InvitationFactory(customer=survivor, status="cancelled", expires_at=NOON + timedelta(days=9))
    services.write_letters(at=NOON + timedelta(days=1))
    merge = merge_customers(duplicate=duplicate, survivor=survivor, at=NOON)
    planned = Invitation.objects.exclude(pk=earlier.pk).get()
    assert (planned.status, planned.message.status) == ("cancelled", "cancelled")
    undo_merge(merge=merge, at=NOON + timedelta(days=2), by=None)
    planned.refresh_from_db()
    earlier.refresh_from_db()
    assert (planned.status, planned.message.status) == ("planned", "pending")
    assert planned.send_at == planned.message.next_attempt_at == NOON + timedelta(days=2)
    assert earlier.status == "cancelled", "it was cancelled for another reason"


def test_who_refused_for_other_reasons_meanwhile_is_not_asked_when_a_merge_is_undone():
    survivor, duplicate = CustomerFactory(email="a@example.com"), CustomerFactory(survey_consent=False)
    send(SurveyFactory(), send_at=NOON + timedelta(days=1))
    merge = merge_customers(duplicate=duplicate, survivor=survivor, at=NOON)
    Customer.objects.filter(pk=survivor.pk).update(do_not_contact=True)
    undo_merge(merge=merge, at=NOON, by=None)
    assert Invitation.objects.get().status == "cancelled"
