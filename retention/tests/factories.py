from datetime import date

import factory

from retention.models import FiscalYear


class FiscalYearFactory(factory.django.DjangoModelFactory):
    """The calendar year 2025; give `year` for another."""

    class Meta:
        model = FiscalYear

    class Params:
        year = 2025

    name = factory.LazyAttribute(lambda o: f"FY{o.year}")
    starts_on = factory.LazyAttribute(lambda o: date(o.year, 1, 1))
    ends_on = factory.LazyAttribute(lambda o: date(o.year, 12, 31))
