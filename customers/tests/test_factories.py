import pytest

from accounts.tests.factories import PASSWORD
from customers.tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", factories.__all__)
def test_every_factory_makes_a_row_the_database_accepts(name):
    assert getattr(factories, name)().pk


def test_staff_made_by_the_factory_can_sign_in(client):
    manager = factories.UserFactory(manager=True)
    assert client.login(username=manager.email, password=PASSWORD)
    assert manager.is_manager


def test_an_internal_customer_has_a_department_and_every_customer_a_number():
    customer = factories.CustomerFactory(internal=True)
    assert customer.department
    assert customer.number.startswith("P-")
