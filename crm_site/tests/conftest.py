import pytest
from django.test import Client
from django.utils import timezone

from accounts.tests.factories import UserFactory
from crm_site.tests.world import World, addresses_of


@pytest.fixture
def world(settings, tmp_path):
    """An administrator's client, and every address of the site by its name, with records that exist."""
    settings.UPLOADS_DIR = tmp_path
    admin = UserFactory(admin=True, language="en")
    client = Client(raise_request_exception=False)
    client.force_login(admin)
    return client, addresses_of(World(admin, timezone.now()))
