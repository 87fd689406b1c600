from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from ninja import Query, Router
from ninja.responses import Status

from accounts.api import Bearer, Refused, page_of, problem, refuse_unknown
from accounts.api.pages import PageAsked
from accounts.api.values import Id
from accounts.enums import ApiScope
from accounts.models import Department, User
from common.errors import AppError
from customers import services
from customers.api.schemas import (
    CustomerChange,
    CustomerIn,
    CustomerOut,
    CustomersPage,
    CustomerUpsert,
    CustomFieldOut,
    customer_out,
)
from customers.custom import definitions
from customers.filters import CustomerFilter
from customers.models import Customer, Phone
from customers.queries.listing import ORDERS, order_of, sortable
from customers.services.tags import spelt

router = Router(tags=["Customers"])
read, write = Bearer(ApiScope.CUSTOMERS_READ), Bearer(ApiScope.CUSTOMERS_WRITE)


def filter_parameters() -> list[dict[str, Any]]:
    """The filters of the list of customers, for the description of the API; further fields have their own names."""
    with override("en"):
        found = [_parameter(name, description=str(one.label)) for name, one in CustomerFilter.base_filters.items()]
    names = "Names of what alone is wanted, separated by commas: id,name,email."
    orders = _parameter("sort", schema={"type": "string", "enum": list(ORDERS)})
    return [*found, orders, _parameter("fields", description=names)]


def _parameter(name: str, **more: Any) -> dict[str, Any]:
    return {"in": "query", "name": name, "required": False, "schema": {"type": "string"}, **more}


def with_all(customers: "QuerySet[Customer]") -> "QuerySet[Customer]":
    phones = Prefetch("phones", Phone.objects.order_by("position", "id"))
    return customers.select_related("department", "owner").prefetch_related(phones)


def shown(customer: Customer, names: Sequence[str] = ()) -> Any:
    keys = {field.key for field in definitions()}
    return customer_out(customer, keys=keys, site=settings.SITE_URL, names=names)


def find_customer(pk: int, *, merged: bool = False) -> Customer:
    """The record of a number; refused with the way to its survivor where it was merged, unless `merged` will do."""
    customer = with_all(Customer.objects.filter(erased_at__isnull=True)).filter(pk=pk).first()
    if customer is None:
        raise Http404
    if customer.merged_into_id and not merged:
        raise Refused(
            409, _("This record was merged into another; change that one instead."), merged_into=customer.merged_into_id
        )
    return customer


@router.get(
    "/customers",
    auth=read,
    response=CustomersPage,
    exclude_unset=True,
    summary="List customers",
    openapi_extra={"parameters": filter_parameters()},
)
def customer_list(request: HttpRequest, asked: Query[PageAsked]):
    """Everybody in the registry, narrowed by the same filters as the list for people, also by further fields
    (`custom_<key>`, ranges by `custom_<key>-from` and `-to`). Merged and erased records are left out."""
    found = CustomerFilter(request.GET, user=request.user)
    refuse_unknown(request, {*found.filters, "sort", "fields"})
    sort = request.GET.get("sort", "name")
    names = [name.strip() for name in request.GET.get("fields", "").split(",") if name.strip()]
    errors = {name: [str(error) for error in messages] for name, messages in found.form.errors.items()}
    if sort not in ORDERS:
        errors["sort"] = [_("Give one of: %(expected)s.") % {"expected": ", ".join(ORDERS)}]
    if not set(names) <= set(CustomerOut.model_fields):
        errors["fields"] = [_("There is no such field.")]
    if errors:
        raise Refused(
            422,
            _("Some parameters are not as they should be."),
            errors=[{"field": name, "message": message} for name, messages in errors.items() for message in messages],
        )
    order = order_of(sort)
    rows = with_all(sortable(found.qs, order))
    return page_of(request, rows, order.fields, asked, lambda customer: shown(customer, names))


@router.post("/customers", auth=write, response={201: CustomerOut}, summary="Add a customer")
def customer_create(request: HttpRequest, customer: CustomerIn):
    """Add a customer. Every further field that must be answered has to be there. With the header `Idempotency-Key`
    a call that is sent again gives the customer it made the first time."""
    made = services.create_customer(at=timezone.now(), by=request.user, **_for_service(customer.given()))
    return Status(201, shown(find_customer(made.pk)))


@router.get("/customers/{int:customer_id}", auth=read, response=CustomerOut, summary="Get a customer")
def customer_get(request: HttpRequest, customer_id: Id):
    """One customer by our number of the record. A record that was merged answers 307 with the address of its
    survivor, one whose personal data were erased 404."""
    customer = find_customer(customer_id, merged=True)
    return _moved(request, customer) if customer.merged_into_id else shown(customer)


@router.patch("/customers/{int:customer_id}", auth=write, response=CustomerOut, summary="Change a customer")
def customer_change(request: HttpRequest, customer_id: Id, change: CustomerChange):
    """Change what is named, and nothing else; `custom` is merged by key. When somebody else has saved since `version`
    the answer is 409 with what is stored now in `current`."""
    customer = find_customer(customer_id)
    values = change.given()
    version = values.pop("version")
    services.update_customer(
        customer=customer, expected_version=version, at=timezone.now(), by=request.user, **_for_service(values)
    )
    return shown(find_customer(customer_id))


@router.get("/customers/external/{path:external_id}", auth=read, response=CustomerOut, summary="Get by identifier")
def customer_by_external_id(request: HttpRequest, external_id: str):
    """One customer by the identifier of the source."""
    customer = _by_external_id(external_id)
    if customer is None:
        raise Http404
    return _moved(request, customer) if customer.merged_into_id else shown(customer)


@router.put(
    "/customers/external/{path:external_id}",
    auth=write,
    response={200: CustomerOut, 201: CustomerOut},
    summary="Add or change by identifier",
)
def customer_upsert(request: HttpRequest, external_id: str, customer: CustomerUpsert):
    """The customer of this identifier shall be so: added (201), or changed where something differs (200). Sent again
    it changes nothing."""
    values = customer.given()
    if values.pop("external_id", external_id) != external_id:
        raise AppError(_("The identifier stands in the address already."), field="external_id")
    stored = _by_external_id(external_id)
    if stored is None:
        made = services.create_customer(
            external_id=external_id, at=timezone.now(), by=request.user,
            **_for_service({"name": "", **values}),
        )  # fmt: skip
        return Status(201, shown(find_customer(made.pk)))
    if stored.merged_into_id:
        find_customer(stored.pk)
    wanted = _for_service(values)
    if _differs(stored, wanted):
        services.update_customer(
            customer=stored, expected_version=stored.version, at=timezone.now(), by=request.user, **wanted
        )
    return Status(200, shown(find_customer(stored.pk)))


@router.get("/custom-fields", auth=read, response=list[CustomFieldOut], summary="List further fields")
def custom_field_list(request: HttpRequest):
    """What this organisation asks of its customers on its own account: what may stand under `custom`."""
    return [
        {
            **{name: getattr(field, name) for name in CustomFieldOut.model_fields if name != "choices"},
            "choices": field.all_choices,
        }
        for field in definitions()
    ]


def _by_external_id(external_id: str) -> Customer | None:
    return with_all(Customer.objects.filter(erased_at__isnull=True)).filter(external_id=external_id[:80]).first()


def _moved(request: HttpRequest, customer: Customer) -> HttpResponse:
    """A merge can be undone, so the address of the survivor is true for now only."""
    survivor = customer.merged_into_id
    response = problem(request, 307, _("This record was merged into another."), merged_into=survivor)
    response["Location"] = f"/api/v1/customers/{survivor}"
    return response


def _for_service(values: dict[str, Any]) -> dict[str, Any]:
    """Names of departments and people as records; AppError where there are none."""
    values = {"custom": {}, **values}
    if values.get("department"):
        departments = Department.objects.filter(is_active=True, name__iexact=values["department"])
        values["department"] = _one(departments, "department")
    if values.get("owner"):
        members = User.objects.filter(is_active=True, email__iexact=values["owner"])
        values["owner"] = _one(members, "owner")
    for name in ("department", "owner"):
        if name in values:
            values[name] = values[name] or None
    return values


def _one(rows: QuerySet, field: str) -> Any:
    row = rows.first()
    if row is None:
        raise AppError(_("There is nobody and nothing of this name."), field=field)
    return row


def _differs(customer: Customer, wanted: dict[str, Any]) -> bool:
    """Whether anything would change, so that a call that is sent again leaves no trace."""
    own = {name: value for name, value in wanted.items() if name not in ("phones", "custom", "tags")}
    if any(getattr(customer, name) != value for name, value in own.items()):
        return True
    stored = customer.custom_values
    if any(stored.get(key) != value for key, value in wanted.get("custom", {}).items()):
        return True
    if "tags" in wanted and spelt(wanted["tags"]) != customer.tags:
        return True
    return "phones" in wanted and wanted["phones"] != [phone.typed for phone in customer.phones.all()]
