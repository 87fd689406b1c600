"""Every address × every role. An address that is not in the table, or in the table and not on the site, fails."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.enums import Role
from accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db

# What stands for each kind of argument: records and tokens that do not exist, so that only the right is tested.
ARGUMENTS = {"int": 987654321, "str": "x" * 32, "slug": "nothing-here", "uuid": "00000000-0000-4000-8000-000000000000"}
STAFF_ROLES = [Role.AGENT, Role.MANAGER, Role.ADMIN]

# The lowest role that may open each address; "public" needs no sign-in.
LOWEST_ROLE = {
    "home": Role.AGENT,
    "search": Role.AGENT,
    "healthz": "public",
    "readyz": "public",
    "set_language": "public",
    "inbox": "public",
    "inbox_mail": "public",
    "accounts:profile": Role.AGENT,
    "accounts:preferences": Role.AGENT,
    "accounts:user_list": Role.ADMIN,
    "accounts:user_create": Role.ADMIN,
    "accounts:user_edit": Role.ADMIN,
    "accounts:organisation": Role.ADMIN,
    "accounts:logo": "public",
    "accounts:audit": Role.ADMIN,
    "outbox:message_list": Role.AGENT,
    "outbox:message_retry": Role.AGENT,
    "outbox:message_cancel": Role.AGENT,
    "customers:import": Role.ADMIN,
    "customers:import_run": Role.ADMIN,
    "customers:import_confirm": Role.ADMIN,
    "customers:import_discard": Role.ADMIN,
    "customers:import_errors": Role.ADMIN,
    "complaints:public_form": "public",
    "complaints:public_thanks": "public",
    "complaints:charter": "public",
    "complaints:tracking": "public",
    "complaints:tracking_message": "public",
    "complaints:tracking_accept": "public",
    "complaints:tracking_reopen": "public",
    "complaints:handling_policy": Role.ADMIN,
    "complaints:working_hours": Role.ADMIN,
    "complaints:holiday_add": Role.ADMIN,
    "complaints:holiday_remove": Role.ADMIN,
    "complaints:cause_list": Role.ADMIN,
    "complaints:cause_new": Role.ADMIN,
    "complaints:cause_edit": Role.ADMIN,
    "retention:dashboard": Role.MANAGER,
    "retention:figures_csv": Role.MANAGER,
    "retention:refresh": Role.MANAGER,
    "retention:customer_group": Role.MANAGER,
    "retention:customer_group_csv": Role.MANAGER,
    "retention:at_risk": Role.MANAGER,
    "retention:fiscal_year_list": Role.MANAGER,
    "retention:fiscal_year_edit": Role.MANAGER,
    "retention:year_sign_off": Role.MANAGER,
    "retention:year_recompute": Role.MANAGER,
    "retention:year_publish": Role.MANAGER,
    "retention:late_facts": Role.MANAGER,
    "retention:policy": Role.MANAGER,
}


def addresses(patterns=None, namespace: str = "") -> Iterator[tuple[str, dict[str, object]]]:
    """Name and arguments of every address of ours; allauth's and Django admin's pages are tested by their makers."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            if pattern.app_name == "admin" or "allauth" in str(getattr(pattern.urlconf_module, "__name__", "")):
                continue
            inner = f"{namespace}{pattern.namespace}:" if pattern.namespace else namespace
            yield from addresses(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            converters = pattern.pattern.converters
            kinds = {
                name: type(converter).__name__.removesuffix("Converter").lower()
                for name, converter in converters.items()
            }
            yield (
                f"{namespace}{pattern.name}",
                {name: ARGUMENTS[kind.replace("string", "str")] for name, kind in kinds.items()},
            )


ADDRESSES = dict(addresses())


def test_the_table_names_every_address_and_no_other():
    assert sorted(set(ADDRESSES) - set(LOWEST_ROLE)) == [], "on the site, but not in the table"
    assert sorted(set(LOWEST_ROLE) - set(ADDRESSES)) == [], "in the table, but not on the site"


def roles_above(lowest: str) -> list[str]:
    return [*STAFF_ROLES] if lowest == "public" else STAFF_ROLES[STAFF_ROLES.index(Role(lowest)) :]


@pytest.mark.parametrize("method", ["get", "post"])
def test_strangers_come_to_public_pages_only(method):
    client = Client()
    for name, arguments in ADDRESSES.items():
        response = getattr(client, method)(reverse(name, kwargs=arguments))
        is_sent_to_sign_in = response.status_code == 302 and response["Location"].startswith("/accounts/login/")
        assert is_sent_to_sign_in == (LOWEST_ROLE[name] != "public"), name
        assert response.status_code < 500 or name == "readyz", name


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("role", STAFF_ROLES)
def test_each_role_opens_what_it_may_and_nothing_else(role, method):
    client = Client()
    client.force_login(UserFactory(role=role))
    for name, arguments in ADDRESSES.items():
        response = getattr(client, method)(reverse(name, kwargs=arguments))
        assert (response.status_code != 403) == (role in roles_above(LOWEST_ROLE[name])), (
            f"{name} {response.status_code}"
        )
        assert response.status_code < 500 or name == "readyz", name


@pytest.mark.parametrize("role", STAFF_ROLES)
def test_who_may_not_sign_in_any_more_loses_every_page_at_once(role):
    user = UserFactory(role=role)
    client = Client()
    client.force_login(user)
    user.is_active = False
    user.save()
    for name, arguments in ADDRESSES.items():
        if LOWEST_ROLE[name] != "public":
            assert client.get(reverse(name, kwargs=arguments))["Location"].startswith("/accounts/login/"), name


@pytest.mark.parametrize(("role", "status"), [(Role.AGENT, 302), (Role.MANAGER, 302), (Role.ADMIN, 200)])
def test_djangos_admin_is_for_administrators(role, status, client):
    client.force_login(UserFactory(role=role))
    assert client.get("/admin/").status_code == status
