import pytest
from django.utils import timezone
from redis.exceptions import ConnectionError as RedisConnectionError

from crm_site import health

pytestmark = pytest.mark.django_db


def test_ready_when_database_broker_and_worker_are_there(client):
    health.record_worker_heartbeat(timezone.now())
    response = client.get("/readyz")
    assert response.json() == {"database": True, "migrations": True, "broker": True, "worker": True}
    assert response.status_code == 200


def test_not_ready_when_no_worker_was_seen_lately(client):
    health.record_worker_heartbeat(timezone.now() - 2 * health.SEEN_LATELY)
    response = client.get("/readyz")
    assert response.status_code == 503
    assert response.json()["worker"] is False


def test_not_ready_but_alive_without_a_broker(client, monkeypatch):
    def away(*args, **kwargs):
        raise RedisConnectionError("away")

    monkeypatch.setattr("redis.Redis.execute_command", away)
    ready, alive = client.get("/readyz"), client.get("/healthz")
    assert (ready.status_code, ready.json()["broker"], ready.json()["database"]) == (503, False, True)
    assert alive.json() == {"process": True}
