"""Triggers keep the plan of a session's first call: what they do for one row must do for many as well."""

import pgtrigger
import pytest
from django.apps import apps
from django.db import connection

from customers.models import Customer
from customers.models.activity import ChangedCustomer
from customers.tests.factories import CustomerFactory
from privacy.models import ConsentEntry

ROWS = 3000
BOTH = {"old_values", "new_values"}


def test_no_trigger_joins_what_was_with_what_is():
    joining = {
        f"{model._meta.label}:{trigger.name}"
        for model, trigger in pgtrigger.registered()
        if any(f"JOIN {name}" in trigger.render_func(model) for name in BOTH)
    }
    assert joining == set()


@pytest.mark.django_db
def test_an_update_of_many_after_the_save_of_one_does_not_compare_each_with_each():
    Customer.objects.bulk_create([Customer(number=f"X-{n}", name=f"Nama {n}") for n in range(ROWS)])
    many, one = Customer.objects.filter(number__startswith="X-"), CustomerFactory()
    with connection.cursor() as cursor:
        cursor.execute("DISCARD PLANS")
        Customer.objects.filter(pk=one.pk).update(city="Solo", survey_consent=False)
        cursor.execute("SET LOCAL statement_timeout = '15s'")  # each with each takes a minute
    ChangedCustomer.objects.all().delete()
    many.update(city="Solo", survey_consent=False, standing="primary")
    many.update(city="Solo")  # nothing becomes another
    recorded = apps.get_model("customers.CustomerEvent").objects.filter(pgh_label="update", pgh_obj__in=many)
    assert recorded.values("pgh_obj").distinct().count() == recorded.count() == ROWS
    assert ChangedCustomer.objects.count() == ROWS
    assert ConsentEntry.objects.filter(customer__in=many, given=False).count() == ROWS
