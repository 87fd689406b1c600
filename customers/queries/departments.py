from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import Department
from customers.enums import Kind, PartyType
from customers.models import Customer, ServiceRelation


def department_customers() -> "QuerySet[Customer]":
    """Records of departments that are themselves customers of the departments serving them."""
    return Customer.objects.current().filter(kind=Kind.INTERNAL, party_type=PartyType.ORGANISATION)


def departments() -> "QuerySet[Department]":
    """With `members` (internal customers in it), `gives` and `receives` (services) and `is_customer`."""
    current = Q(customers__merged_into__isnull=True, customers__erased_at__isnull=True)
    return (
        Department.objects.select_related("parent")
        .annotate(
            members=Count("customers", filter=current & Q(customers__party_type=PartyType.INDIVIDUAL), distinct=True),
            gives=Count("services_given", distinct=True),
            receives=Count("services_received", distinct=True),
            is_customer=Exists(department_customers().filter(department=OuterRef("pk"))),
        )
        .order_by("name", "id")
    )


def members_of(department: Department) -> "QuerySet[Customer]":
    return Customer.objects.current().filter(department=department, kind=Kind.INTERNAL).order_by("name", "id")


def services_to(department: Department) -> "QuerySet[ServiceRelation]":
    """Who serves this department, with what."""
    return ServiceRelation.objects.filter(consumer=department).select_related("provider")


def services_from(department: Department) -> "QuerySet[ServiceRelation]":
    return ServiceRelation.objects.filter(provider=department).select_related("consumer")
