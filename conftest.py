"""What all tests share: who is signed in, and the rows of migrations, which come back after a committing test."""

from collections.abc import Generator, Iterator

import pytest
from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.db import models, transaction
from django.test import Client
from django.utils import translation
from pytest_django.plugin import blocking_manager_key

from accounts.models import User
from accounts.tests.factories import UserFactory

made_by_migrations = ""


@pytest.fixture
def english() -> Iterator[None]:
    """Sentences of services are compared in English."""
    with translation.override("en"):
        yield


@pytest.fixture
def agent(client: Client) -> User:
    """Somebody of the service staff, signed in with `client` and reading English."""
    return signed_in(client, full_name="Rina Wulandari")


@pytest.fixture
def manager(client: Client) -> User:
    return signed_in(client, full_name="Hendra", manager=True)


@pytest.fixture
def admin(client: Client) -> User:
    return signed_in(client, full_name="Dewi", admin=True)


def signed_in(client: Client, **properties: object) -> User:
    user = UserFactory(language="en", **properties)
    client.force_login(user)
    return user


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker) -> None:
    global made_by_migrations
    with django_db_blocker.unblock():
        made_by_migrations = serializers.serialize("json", rows_of_ours())


def rows_of_ours() -> Iterator[models.Model]:
    """All rows of our own tables but the audit trail."""
    for model in apps.get_models():
        is_ours = (settings.BASE_DIR / model._meta.app_label).is_dir()
        if is_ours and model._meta.managed and not hasattr(model, "pgh_tracked_model"):
            yield from model._base_manager.order_by("pk")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, object, object]:
    result = yield
    if nextitem is not None and commits(item):
        with item.config.stash[blocking_manager_key].unblock(), transaction.atomic():
            for row in serializers.deserialize("json", made_by_migrations):
                row.save()
    return result


def commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    asked = marker is not None and (marker.kwargs.get("transaction", False) or marker.args[:1] == (True,))
    return asked or bool({"transactional_db", "live_server"} & set(item.fixturenames))
