from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

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
            gives=_in_force_count("services_given"),
            receives=_in_force_count("services_received"),
            is_customer=Exists(department_customers().filter(department=OuterRef("pk"))),
        )
        .order_by("name", "id")
    )


def _in_force_count(name: str) -> Count:
    today = timezone.localdate()
    begun = Q(**{f"{name}__starts_on__isnull": True}) | Q(**{f"{name}__starts_on__lte": today})
    lasts = Q(**{f"{name}__ends_on__isnull": True}) | Q(**{f"{name}__ends_on__gte": today})
    return Count(name, filter=begun & lasts, distinct=True)


def members_of(department: Department) -> "QuerySet[Customer]":
    return Customer.objects.current().filter(department=department, kind=Kind.INTERNAL).order_by("name", "id")


def services_to(department: Department) -> "QuerySet[ServiceRelation]":
    """Who serves this department today, with what."""
    return relations_in_force().filter(consumer=department)


def services_from(department: Department) -> "QuerySet[ServiceRelation]":
    """Whom this department serves today, with what."""
    return relations_in_force().filter(provider=department)


def relations_in_force() -> "QuerySet[ServiceRelation]":
    found: QuerySet[ServiceRelation] = ServiceRelation.objects.in_force(timezone.localdate())
    return found.select_related("provider", "consumer", "contact")
