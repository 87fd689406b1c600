from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Department, User
from common.errors import AppError
from customers.enums import Kind, PartyType
from customers.models import Customer, ServiceRelation
from customers.queries import department_customers
from customers.services.checks import check_fields
from customers.services.customers import create_customer

FIELDS = ("name", "parent", "email", "is_active")


@transaction.atomic
def create_department(
    *, name: str, parent: Department | None = None, email: str = "", is_active: bool = True
) -> Department:
    """Add a unit of the organisation. Raises AppError naming the field at fault."""
    department = Department(name=name, parent=parent, email=email, is_active=is_active)
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
) -> Department:
    """Save changes if nobody else has since `expected_version`. Raises StaleRecord or AppError."""
    department.name, department.parent, department.email, department.is_active = name, parent, email, is_active
    check_fields(department, *FIELDS)
    _check_no_circle(department)
    try:
        with transaction.atomic():
            department.save_version(expected=expected_version, fields=list(FIELDS))
    except IntegrityError as error:
        raise _taken() from error
    return department


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
def add_service_relation(*, provider: Department, consumer: Department, service: str) -> ServiceRelation:
    """Note that one department serves another with something; noted twice it is there once."""
    if provider == consumer:
        raise AppError(_("A department can't serve itself; choose another one."), field="provider")
    row = ServiceRelation(provider=provider, consumer=consumer, service=service)
    check_fields(row, "service")
    relation, _created = ServiceRelation.objects.get_or_create(
        provider=provider, consumer=consumer, service=row.service
    )
    return relation


def remove_service_relation(*, relation: ServiceRelation) -> None:
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
