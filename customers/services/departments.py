from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from accounts.models import Department, User
from common.errors import AppError
from customers.enums import Kind, PartyType
from customers.models import Customer, ServiceRelation
from customers.queries import department_customers
from customers.services.checks import check_fields
from customers.services.customers import create_customer

FIELDS = ("name", "parent", "email", "units", "is_active")
RELATION_FIELDS = ("service", "contact", "agreed", "target_days", "starts_on", "ends_on")
MOST_UNITS = 50


@transaction.atomic
def create_department(
    *,
    name: str,
    parent: Department | None = None,
    email: str = "",
    units: Sequence[str] = (),
    is_active: bool = True,
) -> Department:
    """Add a unit of the organisation. Raises AppError naming the field at fault."""
    department = Department(name=name, parent=parent, email=email, units=_tidy_units(units), is_active=is_active)
    check_fields(department, *FIELDS)
    try:
        with transaction.atomic():
            department.save(force_insert=True)
    except IntegrityError as error:
        raise _taken() from error
    return department


@transaction.atomic
def update_department(
    *,
    department: Department,
    expected_version: int,
    name: str,
    parent: Department | None,
    email: str,
    is_active: bool,
    units: Sequence[str] = (),
) -> Department:
    """Save changes if nobody else has since `expected_version`. Raises StaleRecord or AppError."""
    department.name, department.parent, department.email, department.is_active = name, parent, email, is_active
    department.units = _tidy_units(units)
    check_fields(department, *FIELDS)
    _check_no_circle(department)
    try:
        with transaction.atomic():
            department.save_version(expected=expected_version, fields=list(FIELDS))
    except IntegrityError as error:
        raise _taken() from error
    return department


def _tidy_units(units: Sequence[str]) -> list[str]:
    """Each once, in the order they were given."""
    found = list(dict.fromkeys(unit.strip() for unit in units if unit.strip()))
    if len(found) > MOST_UNITS:
        raise AppError(_("A department runs at most %(count)s units.") % {"count": MOST_UNITS}, field="units")
    return found


def _check_no_circle(department: Department) -> None:
    parents = dict(Department.objects.values_list("pk", "parent_id"))
    above = department.parent_id
    while above is not None:
        if above == department.pk:
            raise AppError(_("A department can't be part of itself."), field="parent")
        above = parents.get(above)


def _taken() -> AppError:
    return AppError(_("Another department has this name already."), field="name")


@transaction.atomic
def add_service_relation(
    *,
    provider: Department,
    consumer: Department,
    service: str,
    contact: User | None = None,
    agreed: str = "",
    target_days: int | None = None,
    starts_on: date | None = None,
) -> ServiceRelation:
    """Note that one department serves another with something; noted twice it is there once."""
    if provider == consumer:
        raise AppError(_("A department can't serve itself; choose another one."), field="provider")
    row = ServiceRelation(
        provider=provider,
        consumer=consumer,
        service=service,
        contact=contact,
        agreed=agreed,
        target_days=target_days,
        starts_on=starts_on,
    )
    check_fields(row, "service", "agreed", "target_days")
    running = ServiceRelation.objects.filter(
        provider=provider, consumer=consumer, service=row.service, ends_on__isnull=True
    )
    if earlier := running.first():
        return earlier
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return running.get()
    return row


@transaction.atomic
def update_service_relation(*, relation: ServiceRelation, expected_version: int, **fields: Any) -> ServiceRelation:
    """Save `fields` of `RELATION_FIELDS` if nobody else has since `expected_version`. StaleRecord or AppError."""
    for name, value in fields.items():
        if name not in RELATION_FIELDS:
            raise TypeError(f"{name} is no editable field of a service relation")
        setattr(relation, name, value)
    check_fields(relation, "service", "agreed", "target_days")
    if relation.starts_on and relation.ends_on and relation.ends_on < relation.starts_on:
        raise AppError(_("It can't end before it begins."), field="ends_on")
    try:
        with transaction.atomic():
            relation.save_version(expected=expected_version, fields=list(fields))
    except IntegrityError as error:
        raise AppError(_("These two have this service already."), field="service") from error
    return relation


@transaction.atomic
def end_service_relation(*, relation: ServiceRelation, on: date) -> None:
    """The service is given no longer from the day after `on`; its figures stay. What never began is taken away."""
    stored = ServiceRelation.objects.select_for_update().get(pk=relation.pk)
    if stored.starts_on and stored.starts_on > on:
        stored.delete()
    elif stored.ends_on is None or stored.ends_on > on:
        ServiceRelation.objects.filter(pk=stored.pk).update(ends_on=on, version=F("version") + 1)


def remove_service_relation(*, relation: ServiceRelation) -> None:
    """Take away what was noted by mistake."""
    relation.delete()


@transaction.atomic
def register_department_as_customer(*, department: Department, at: datetime, by: User) -> Customer:
    """The record under which a department is itself an internal customer; the one it has, if it has one."""
    Department.objects.select_for_update().get(pk=department.pk)
    existing = department_customers().filter(department=department).first()
    return existing or create_customer(
        name=department.name,
        email=department.email,
        kind=Kind.INTERNAL,
        party_type=PartyType.ORGANISATION,
        department=department,
        at=at,
        by=by,
    )
