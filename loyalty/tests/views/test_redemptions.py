"""Points given for rewards."""

from uuid import uuid4

import pytest

from loyalty.enums import RedemptionStatus
from loyalty.models import Redemption
from loyalty.tests.factories import (
    RewardFactory,
)
from loyalty.tests.views.reading import text_of, url

pytestmark = pytest.mark.django_db


def test_redeeming_takes_three_clicks(client, agent, member):
    reward = RewardFactory(programme=member.programme, name_en="Dinner", cost=600, stock=2)
    page = client.get(member.get_absolute_url()).content.decode()
    assert url("redeem", member.pk) in page
    assert url("redeem_confirm", member.pk, reward.pk) in client.get(url("redeem", member.pk)).content.decode()
    confirm = client.get(url("redeem_confirm", member.pk, reward.pk))
    assert "Balance after 650" in text_of(confirm)
    form = confirm.context["form"]
    fields = {name: form[name].value() for name in ("cost", "submission_key")}
    done = [client.post(url("redeem_confirm", member.pk, reward.pk), fields) for _click in range(2)]
    redemption = Redemption.objects.get()
    assert {response["Location"] for response in done} == {redemption.get_absolute_url()}
    text = text_of(client.get(redemption.get_absolute_url()))
    assert redemption.code in text
    assert "Points balance 650" in text


def test_what_is_out_of_reach_says_why(client, agent, member):
    member.programme.agent_points_limit = 1000
    member.programme.save()
    for name, cost, stock in [("Far", 1300, None), ("Gone", 10, 0), ("Big", 1200, None), ("Mug", 10, 3)]:
        RewardFactory(programme=member.programme, name_en=name, cost=cost, stock=stock)
    text = text_of(client.get(url("redeem", member.pk)))
    assert "Gone 10 1,240 sold out" in text
    assert "Mug 10 1,240 Choose" in text
    assert "Big 1,200 50 a manager redeems this" in text
    assert "Far 1,300 – 50 more points needed" in text


def test_a_balance_too_low_is_refused_with_the_missing_points(client, agent, member):
    reward = RewardFactory(programme=member.programme, cost=1300)
    fields = {"cost": "1300", "submission_key": str(uuid4())}
    response = client.post(url("redeem_confirm", member.pk, reward.pk), fields)
    assert response.status_code == 422
    assert "50 more points are needed" in text_of(response)
    assert not Redemption.objects.exists()


def test_a_cost_that_changed_is_shown_and_confirmed_anew(client, agent, member):
    reward = RewardFactory(programme=member.programme, cost=200)
    fields = {"cost": "100", "submission_key": str(uuid4())}
    response = client.post(url("redeem_confirm", member.pk, reward.pk), fields)
    assert response.status_code == 422
    assert "cost of this reward has changed" in text_of(response)
    assert response.context["form"]["cost"].value() == "200"


@pytest.mark.parametrize("fields", [{}, {"cost": "100"}, {"cost": "x", "submission_key": "y"}])
def test_a_damaged_confirmation_redeems_nothing(client, agent, member, fields):
    reward = RewardFactory(programme=member.programme)
    response = client.post(url("redeem_confirm", member.pk, reward.pk), fields)
    assert response.status_code == 422
    assert "The form was damaged on its way." in text_of(response)
    assert not Redemption.objects.exists()


def test_a_reward_of_another_programme_is_not_found(client, agent, member):
    assert client.get(url("redeem_confirm", member.pk, RewardFactory().pk)).status_code == 404


def test_the_reward_is_handed_out_once(client, agent, redemption):
    response = client.post(url("redemption_collect", redemption.pk), follow=True)
    assert "Mug is handed out." in text_of(response)
    redemption.refresh_from_db()
    assert (redemption.status, redemption.settled_by) == (RedemptionStatus.COLLECTED, agent)
    assert "Cancel redemption" not in text_of(response)
    assert client.post(url("redemption_cancel", redemption.pk), {"reason": ""}).status_code == 422


def test_cancelling_brings_points_back_with_the_reason(client, agent, redemption):
    response = client.post(url("redemption_cancel", redemption.pk), {"reason": "Changed her mind"}, follow=True)
    text = text_of(response)
    assert "the points are back" in text
    assert "Points balance 1,250" in text
    assert "Changed her mind" in text
    assert "hand nothing out" in text_of(client.post(url("redemption_collect", redemption.pk), follow=True))
