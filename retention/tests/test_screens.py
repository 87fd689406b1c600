"""The pages of retention, as managers use them."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.services import save_view
from accounts.tests.factories import UserFactory
from customers.models import StandingChange
from customers.tests.factories import CustomerFactory, InteractionFactory, RefundFactory, TransactionFactory
from retention.models import FiscalYear, RetentionPolicy, YearResult
from retention.services import close_ended_years, refresh_running_year, sign_off
from retention.tests.factories import FiscalYearFactory

pytestmark = pytest.mark.django_db

AT = datetime(2026, 1, 2, 1, 0, tzinfo=UTC)


@pytest.fixture
def business():
    """In 2025 six of eight customers stay and one is new; in 2024 all nine stay."""
    customers = CustomerFactory.create_batch(9, name="Old customer")
    for n, customer in enumerate(customers):
        StandingChange.objects.create(
            customer=customer,
            standing="primary" if n < 5 else "secondary",
            effective_from=date(2023, 1, 1),
            source="import",
        )
        for year in (2023, 2024):
            buy(customer, f"{year}-05-05")
    RefundFactory(refund_of=customers[8].transactions.get(occurred_at__year=2024))
    for customer in customers[:6]:
        buy(customer, "2025-05-05")
    buy(CustomerFactory(name="New customer"), "2025-06-06")
    close_ended_years(today=date(2026, 1, 2), at=AT)
    return customers


def buy(customer, day: str, **fields):
    return TransactionFactory(customer=customer, occurred_at=datetime.fromisoformat(f"{day}T10:00:00+07:00"), **fields)


def page(client, name: str, *args, **query) -> str:
    response = client.get(reverse(f"retention:{name}", args=args), query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_dashboard_says_how_many_stayed_and_where_it_fell(client, manager, business):
    text = page(client, "dashboard", year="FY2025")

    assert "6 of 8 customers stayed: 75.0%." in text
    assert "−13.9 points against FY2024" in text
    assert "provisional" in text
    assert "40.9%–92.9%" in text


def test_a_segment_is_followed_through_the_years_and_to_the_customers_behind_its_figures(client, manager, business):
    for customer in (*business[:5], business[7]):  # five of them stayed, one was lost
        customer.city = "Bandung"
        customer.save()
    view = save_view(owner=manager, list_key="customers", name="Bandung", query="city=Bandung", at=AT)
    shown = client.get(reverse("retention:dashboard"), {"year": "FY2025", "segment": view.pk})
    years = [
        (row["title"], row["tally"].opening, row["tally"].kept, row["tally"].lost, row["rate"])
        for row in shown.context["segment_years"]
    ]
    assert years[0] == ("Fiscal year 2025", 6, 5, 1, "83.3%")
    asked = {"year": "FY2025", "segment": view.pk, "group": "lost"}
    group = client.get(reverse("retention:customer_group"), asked)
    assert [row.customer for row in group.context["page"]] == [business[7]]
    lines = b"".join(client.get(reverse("retention:customer_group_csv"), asked).streaming_content).decode().split()
    assert len([line for line in lines if line.startswith(business[7].number)]) == 1
    assert not [line for line in lines if line.startswith(business[6].number)]


def test_a_short_name_of_the_year_is_understood(client, manager, business):
    assert "6 of 8 customers stayed" in page(client, "dashboard", year="fy25")


def test_the_first_year_has_no_rate(client, manager, business):
    assert "Nobody was an active customer when this year began" in page(client, "dashboard", year="FY2023")


def test_small_parts_show_counts_but_no_rate(client, manager, business):
    text = page(client, "dashboard", year="FY2025")
    assert "too few" in text


def test_without_a_year_the_running_one_is_shown_against_the_same_day(client, manager, business):
    refresh_running_year(today=date(2026, 2, 1), at=datetime(2026, 2, 1, 3, tzinfo=UTC))

    text = page(client, "dashboard")

    assert "So far 7 of 7 customers are still active" in text
    assert "against the same day of FY2025 (1 Feb 2025)" in text
    assert "hatched" in text


def test_an_unknown_year_is_not_found(client, manager, business):
    assert client.get("/retention/?year=FY1888").status_code == 404


def test_before_any_transaction_the_page_says_what_is_needed(client, manager):
    text = page(client, "dashboard")
    assert "It needs transactions: import them first." in text


def test_the_dashboard_reads_stored_results_in_few_queries(client, manager, business, django_assert_max_num_queries):
    with django_assert_max_num_queries(15):
        page(client, "dashboard", year="FY2025")


@pytest.mark.parametrize(
    ("query", "names", "others"),
    [
        ({"group": "lost"}, 2, 0),
        ({"group": "opening"}, 8, 0),
        ({"group": "opening", "standing": "primary"}, 5, 0),
        ({"group": "closing"}, 6, 1),
        ({"group": "kept", "city": "Nowhere"}, 0, 0),
    ],
)
def test_figures_lead_to_their_customers(client, manager, business, query, names, others):
    text = page(client, "customer_group", year="FY2025", **query)
    assert (text.count(">Old customer<"), text.count(">New customer<")) == (names, others)


@pytest.mark.parametrize("query", ["year=FY2025&group=everybody", "year=FY1999&group=lost", "group=lost", ""])
def test_unknown_groups_and_years_are_not_found(client, manager, business, query):
    assert client.get(f"/retention/customers/?{query}").status_code == 404


def test_customers_come_as_csv_that_is_safe_in_a_spreadsheet(client, manager, business):
    business[6].name = "=HYPERLINK(1)"
    business[6].save()

    response = client.get("/retention/customers.csv", {"year": "FY2025", "group": "lost"})
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()

    assert len(lines) == 3
    assert any("'=HYPERLINK(1)" in line for line in lines)


def test_all_years_come_as_csv(client, manager, business):
    lines = b"".join(client.get("/retention/figures.csv").streaming_content).decode("utf-8-sig").splitlines()
    assert any(line.startswith("FY2025,2025-01-01,2025-12-31,external,1,provisional") for line in lines)


def test_customers_at_risk_show_last_contact_and_lead_to_the_customer(client, manager, business):
    customer = CustomerFactory()
    for month in (10, 11, 12):
        buy(customer, f"2025-{month}-01")
    InteractionFactory(customer=customer, happened_at=datetime(2026, 3, 30, tzinfo=UTC))
    refresh_running_year(today=date(2026, 4, 1), at=datetime(2026, 4, 1, 3, tzinfo=UTC))

    text = page(client, "at_risk", sign="quiet")

    assert "Quieter than usual" in text
    assert customer.get_absolute_url() in text
    assert "121 days ago" in text


def test_a_manager_signs_off_once(client, manager, business):
    year = FiscalYear.objects.get(name="FY2025")
    url = reverse("retention:year_sign_off", args=[year.pk])

    assert "FY2025 is final." in client.post(url, follow=True).content.decode()
    assert "not waiting for a signature" in client.post(url, follow=True).content.decode()
    assert YearResult.objects.get(fiscal_year=year, panel="external").signed_by == manager


def test_a_new_version_needs_a_reason_and_then_stands_beside_the_first(client, manager, business):
    year = FiscalYear.objects.get(name="FY2025")
    sign_off(result=year.results.get(panel="external"), by=manager, at=AT)
    buy(business[7], "2025-12-12", recorded_at=AT + timedelta(days=3))
    url = reverse("retention:year_publish", args=[year.pk])

    refused = client.post(url, {"reason": " "})
    assert refused.status_code == 422
    client.post(url, {"reason": "Receipts of December"})

    text = page(client, "fiscal_year_list")
    assert "Receipts of December" in text
    assert text.index("Version 2") < text.index("Version 1")
    assert year.results.get(panel="external", version=2).kept == 7


def test_a_year_that_is_not_final_gets_no_new_version(client, manager, business):
    year = FiscalYear.objects.get(name="FY2025")
    assert client.get(reverse("retention:year_publish", args=[year.pk])).status_code == 404


def test_late_facts_are_listed(client, manager, business):
    year = FiscalYear.objects.get(name="FY2025")
    late = buy(business[7], "2025-12-12", recorded_at=AT + timedelta(days=3))
    unrelated = buy(business[7], "2022-12-12", recorded_at=AT + timedelta(days=3))

    text = page(client, "late_facts", year.pk)

    assert late.reference in text
    assert unrelated.reference not in text


def test_the_policy_is_saved_and_bad_values_are_refused_at_their_field(client, manager):
    url = reverse("retention:policy")
    good = {"version": 1, "window_months": "6", "fiscal_year_start": "04-01", "target_percent": "82.5"}

    for field, value in (("window_months", "0"), ("fiscal_year_start", "02-30"), ("target_percent", "120")):
        refused = client.post(url, good | {field: value})
        assert refused.status_code == 422
        assert field in refused.context["form"].errors
    assert client.post(url, good).status_code == 302
    policy = RetentionPolicy.load()
    assert (policy.window_months, policy.fiscal_year_start, str(policy.target_rate)) == (6, "04-01", "0.825")


def test_two_editors_of_the_policy_do_not_overwrite_each_other(client, manager):
    url = reverse("retention:policy")
    form = {"version": 1, "window_months": "6", "fiscal_year_start": "04-01", "target_percent": ""}
    client.post(url, form)

    response = client.post(url, form | {"window_months": "9"})

    assert response.status_code == 409
    assert RetentionPolicy.load().window_months == 6


def test_the_last_year_can_be_made_shorter(client, manager, business):
    year = FiscalYear.objects.get(name="FY2026")
    url = reverse("retention:fiscal_year_edit", args=[year.pk])

    refused = client.post(url, {"version": 1, "name": "FY2025", "ends_on": "31-12-2026"})
    assert refused.status_code == 422
    client.post(url, {"version": 1, "name": "FY2026", "ends_on": "31-03-2026"})

    year.refresh_from_db()
    assert year.ends_on == date(2026, 3, 31)


GETS = ["dashboard", "customer_group", "customer_group_csv", "figures_csv", "at_risk", "fiscal_year_list", "policy"]
GETS_OF_YEAR = ["fiscal_year_edit", "year_publish", "late_facts"]
POSTS = ["year_sign_off", "year_recompute"]


def test_agents_see_none_of_it(client):
    client.force_login(UserFactory())
    year = FiscalYearFactory()

    addresses = [reverse(f"retention:{name}") for name in GETS]
    addresses += [reverse(f"retention:{name}", args=[year.pk]) for name in GETS_OF_YEAR]
    assert {client.get(address).status_code for address in addresses} == {403}


def test_agents_change_nothing_and_following_a_link_changes_nothing(client, manager, business):
    year = FiscalYear.objects.get(name="FY2025")
    before = list(YearResult.objects.values_list("pk", "status", "computed_at"))
    addresses = [reverse(f"retention:{name}", args=[year.pk]) for name in POSTS] + [reverse("retention:refresh")]

    assert {client.get(address).status_code for address in addresses} == {405}
    client.force_login(UserFactory())
    assert {client.post(address).status_code for address in addresses} == {403}
    assert list(YearResult.objects.values_list("pk", "status", "computed_at")) == before


def test_the_customer_page_shows_the_years_of_a_customer(client, manager, business):
    text = client.get(f"{business[6].get_absolute_url()}?whole=1").content.decode()
    assert "Retention by fiscal year" in text
    assert text.index("FY2025") < text.index("FY2024")
