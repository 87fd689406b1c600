import pytest

from crm_site.tests.api.caller import Caller


@pytest.fixture
def call():
    return Caller()
