"""The work queue, search, and the one gate before confidential complaints."""

from datetime import UTC, datetime, timedelta

import pytest

from complaints import queries
from complaints.models import Complaint, RestrictedAccess
from complaints.tests.factories import ComplaintFactory, CustomerFactory, RemedyFactory, UserFactory
from customers.queries.timeline import timeline_of

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 4, 3, 0, tzinfo=UTC)  # Wednesday at ten in Jakarta


def test_each_tab_holds_its_complaints_by_due_time():
    me = UserFactory()
    late = ComplaintFactory(in_progress=True, owner=me, due_at=NOW - timedelta(hours=1))
    today = ComplaintFactory(due_at=NOW + timedelta(hours=1))
    tomorrow = ComplaintFactory(owner=me, due_at=NOW + timedelta(hours=14))
    waiting = ComplaintFactory(waiting=True, due_at=NOW - timedelta(days=2))
    done = ComplaintFactory(resolved=True, received_at=NOW)

    held = {tab: list(queries.queue(user=me, tab=tab, at=NOW)) for tab in queries.TABS}

    assert held == {
        "mine": [late, tomorrow],
        "unassigned": [today],
        "today": [today],
        "overdue": [late],
        "waiting": [waiting],
        "open": [late, today, tomorrow, waiting],
        "all": [done, waiting, tomorrow, today, late],
    }
    counts = queries.tab_counts(user=me, at=NOW)
    assert counts == {tab: len(rows) for tab, rows in held.items() if tab != "all"}


def test_a_confidential_complaint_is_in_no_read_of_anybody_but_the_named():
    named, admin = UserFactory(), UserFactory(admin=True)
    secret = ComplaintFactory(confidential=True, summary="Bullied at the front office", due_at=NOW - timedelta(days=1))
    RestrictedAccess.objects.create(complaint=secret, user=named)
    RemedyFactory(complaint=secret)

    def seen(user):
        return [
            *queries.queue(user=user, tab="all", at=NOW),
            *queries.search_complaints(user=user, text="bullied"),
            *queries.search_complaints(user=user, text=secret.reference),
            *queries.open_complaints_of(secret.customer, user=user),
            *[remedy.complaint for remedy in queries.remedies_to_decide(user=user)],
        ]

    assert seen(named) == [secret] * 5
    assert seen(admin) == []
    assert queries.tab_counts(user=admin, at=NOW)["open"] == 0
    with pytest.raises(Complaint.DoesNotExist):
        queries.visible_complaint(user=admin, reference=secret.reference)


@pytest.mark.parametrize("text", ["K-2026-00482", "k-2026-004", "482", "air panas", "air pnas mati", "PANAS"])
def test_search_finds_by_number_its_figures_and_misspelt_words(text):
    wanted = ComplaintFactory(reference="K-2026-00482", summary="Air panas mati di kamar 12")
    ComplaintFactory(reference="K-2026-90001", summary="Tagihan dua kali")
    assert queries.search_complaints(user=UserFactory(), text=text) == [wanted]


def test_complaints_of_a_merged_record_show_with_the_survivor():
    survivor = CustomerFactory()
    complaint = ComplaintFactory(customer=CustomerFactory(merged_into=survivor))
    user = UserFactory()
    assert list(queries.open_complaints_of(survivor, user=user)) == [complaint]
    items = timeline_of(survivor, user=user).items
    assert [item.url for item in items] == [complaint.get_absolute_url()]


@pytest.mark.parametrize("text", ["%", "_", "\\", "'", "9" * 60, "٣", "K-", ""])
def test_search_survives_odd_text(text):
    ComplaintFactory(reference="Z-1", summary="Quiet")
    assert queries.search_complaints(user=UserFactory(), text=text) in ([], [Complaint.objects.get()])
