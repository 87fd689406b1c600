"""Saved views: who sees which, what stands above a list, and what happens when two people have a hand in one."""

import re

import pytest
from django.utils import timezone, translation

from accounts import services
from accounts.enums import SharedWith
from accounts.models import ListLayout, PinnedView, SavedView
from accounts.tests.factories import UserFactory
from common.errors import AppError, NotAllowed, StaleRecord

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with translation.override("en"):
        yield


@pytest.fixture
def manager():
    return UserFactory(manager=True, language="en", full_name="Hendra")


def saved(owner, name="Solo", query="city=Solo", **values) -> SavedView:
    return services.save_view(owner=owner, list_key="customers", name=name, query=query, at=timezone.now(), **values)


def tabs(response) -> list[str]:
    bar = re.search(r'<nav class="tabs".*?</nav>', response.content.decode(), re.S)[0]
    return [text.strip() for text in re.findall(r"<a [^>]*>([^<]+)", bar)]


def view_of(response) -> SavedView | None:
    return response.context["bar"].current


def test_the_filters_of_a_list_get_a_name_and_become_a_tab(client, agent):
    page = client.get("/views/customers/new/?city=Solo&kind=external&after=xyz&nonsense=1&sort=name")
    assert "City: Solo" in page.content.decode()
    answer = client.post("/views/customers/new/", {**page.context["form"].initial, "name": "From Solo",
        "shared_with": "nobody", "pin": "on", "submission_key": "6f2b0f3c-41a4-4a8c-9a0a-111111111111"})  # fmt: skip
    view = SavedView.objects.get()
    assert (view.query, view.owner, view.shared_with) == ("city=Solo&kind=external", agent, SharedWith.NOBODY)
    assert answer["Location"] == f"/customers/?city=Solo&kind=external&view={view.pk}"
    page = client.get(answer["Location"])
    assert tabs(page) == ["All customers", "From Solo"]
    assert view_of(page) == view


def test_the_same_form_sent_twice_saves_one_view(agent):
    key = "6f2b0f3c-41a4-4a8c-9a0a-222222222222"
    assert saved(agent, submission_key=key) == saved(agent, submission_key=key)
    assert SavedView.objects.count() == 1


def test_two_views_of_one_person_can_not_have_one_name_save_after_the_first_is_deleted(agent, manager):
    first = saved(agent, name="Solo")
    saved(manager, name="solo")
    with pytest.raises(AppError) as refused:
        saved(agent, name="SOLO")
    assert refused.value.field == "name"
    services.delete_view(view=first, by=agent, at=timezone.now())
    saved(agent, name="SOLO")
    with pytest.raises(AppError):
        services.restore_view(view=first, by=agent, at=timezone.now())


def test_a_view_alone_in_the_address_leads_to_its_filters(client, agent):
    view = saved(agent)
    assert client.get(f"/customers/?view={view.pk}")["Location"] == f"/customers/?city=Solo&view={view.pk}"
    assert client.get("/customers/?view=999999")["Location"] == "/customers/"
    changed = client.get(f"/customers/?city=Medan&view={view.pk}")
    assert changed.status_code == 200
    assert "Save as “Solo”" in changed.content.decode()
    assert "Save as “Solo”" not in client.get(f"/customers/?city=Solo&view={view.pk}").content.decode()


def test_private_views_are_seen_by_their_owner_and_shared_ones_by_the_role(client, agent, manager):
    saved(manager, name="Mine")
    saved(manager, name="For managers", shared_with="managers")
    saved(manager, name="For all", shared_with="everybody")
    page = client.get("/views/customers/").content.decode()
    assert re.findall(r'row-link"[^>]*>([^<]+)', page) == ["For all"]
    secret = SavedView.objects.get(name="Mine")
    for address in (f"/views/{secret.pk}/edit/", f"/views/{secret.pk}/pin/", f"/views/{secret.pk}/delete/"):
        assert client.post(address).status_code == 404
    client.force_login(UserFactory(manager=True))
    page = client.get("/views/customers/").content.decode()
    assert re.findall(r'row-link"[^>]*>([^<]+)', page) == ["For all", "For managers"]


def test_only_managers_share(client, agent, manager):
    with pytest.raises(NotAllowed):
        saved(agent, shared_with="everybody")
    form = client.get("/views/customers/new/?city=Solo").context["form"]
    assert [value for value, _label in form.fields["shared_with"].choices] == ["nobody"]
    view = saved(manager, shared_with="everybody")
    with pytest.raises(NotAllowed):
        services.update_view(view=view, expected_version=1, by=agent, at=timezone.now(), name="X", shared_with="nobody")
    assert client.get(f"/views/{view.pk}/edit/").status_code == 404


def test_a_shared_view_that_is_deleted_says_so_to_those_who_use_it(client, agent, manager):
    view = saved(manager, name="Hotels", shared_with="everybody", pin=True)
    services.pin_view(view=view, user=agent)
    services.delete_view(view=view, by=manager, at=timezone.now())
    page = client.get("/customers/")
    assert tabs(page) == ["All customers"]
    assert "“Hotels” was deleted by Hendra." in page.content.decode()
    page = client.get(f"/customers/?view={view.pk}", follow=True)
    assert "“Hotels” was deleted by Hendra." in page.content.decode()
    client.post(f"/views/{view.pk}/pin/", {"pin": "0", "next": "/customers/"})
    assert "Hotels" not in client.get("/customers/").content.decode()


def test_a_view_that_is_no_longer_shared_says_so(client, agent, manager):
    view = saved(manager, name="Hotels", shared_with="everybody")
    services.pin_view(view=view, user=agent)
    services.update_view(
        view=view, expected_version=1, by=manager, at=timezone.now(), name="Hotels", shared_with="nobody"
    )
    assert "“Hotels” is no longer shared with you." in client.get("/customers/").content.decode()


def test_what_was_deleted_comes_back_with_its_tabs(client, agent):
    view = saved(agent, name="Hotels", pin=True)
    other = UserFactory()
    PinnedView.objects.create(user=other, view=view)
    services.delete_view(view=view, by=agent, at=timezone.now())
    assert "Restore" in client.get("/views/customers/").content.decode()
    client.post(f"/views/{view.pk}/restore/")
    view.refresh_from_db()
    assert view.deleted_at is None
    assert list(PinnedView.objects.values_list("user", flat=True)) == [other.pk]


def test_tabs_keep_the_order_each_person_gives_them(client, agent):
    views = [saved(agent, name=name, query=f"city={name}", pin=True) for name in ("Ambon", "Bogor", "Solo")]
    client.post(f"/views/{views[2].pk}/pin/", {"step": "-1"})
    client.post(f"/views/{views[0].pk}/pin/", {"step": "-1"})
    assert tabs(client.get("/customers/")) == ["All customers", "Ambon", "Solo", "Bogor"]


def test_a_view_can_be_made_to_mean_what_the_list_shows_now_unless_somebody_else_was_quicker(client, agent, manager):
    view = saved(agent)
    client.post(f"/views/{view.pk}/redefine/", {"query": "city=Medan&unknown=1", "version": "1"})
    view.refresh_from_db()
    assert (view.query, view.version) == ("city=Medan", 2)
    page = client.post(f"/views/{view.pk}/redefine/", {"query": "city=Bali", "version": "1"}, follow=True)
    assert "Somebody else changed this view" in page.content.decode()
    view.refresh_from_db()
    assert view.query == "city=Medan"
    with pytest.raises(StaleRecord):
        services.update_view(view=view, expected_version=1, by=agent, at=timezone.now(), name="B", shared_with="nobody")


def test_another_editor_s_name_is_shown_beside_one_s_own(client, agent):
    view = saved(agent)
    form = client.get(f"/views/{view.pk}/edit/").context["form"]
    SavedView.objects.update(name="Theirs", version=2)
    answer = client.post(f"/views/{view.pk}/edit/", {**form.initial, "name": "Mine"})
    assert answer.status_code == 409
    assert "Theirs" in answer.content.decode()


def test_columns_are_remembered_for_a_person_or_kept_in_the_address(client, agent):
    answer = client.post("/views/customers/columns/",
        {"column": ["city", "email"], "scope": "here", "next": "/customers/?city=Solo"})  # fmt: skip
    assert answer["Location"] == "/customers/?city=Solo&columns=city&columns=email"
    assert not ListLayout.objects.exists()
    client.post("/views/customers/columns/", {"column": ["email", "\x01"], "scope": "always"})
    assert ListLayout.objects.get().columns == ["email"]
    shown = client.get("/customers/").context["columns"]
    assert [column.name for column in shown] == ["name", "email"]
    shown = client.get("/customers/?columns=city&columns=nonsense").context["columns"]
    assert [column.name for column in shown] == ["name", "city"]
    client.post("/views/customers/columns/", {"scope": "reset"})
    assert not ListLayout.objects.exists()


def test_going_back_never_leads_to_another_site(client, agent):
    view = saved(agent)
    answer = client.post(f"/views/{view.pk}/pin/", {"pin": "1", "next": "https://evil.example/"})
    assert answer["Location"] == "/views/customers/"
    answer = client.post("/views/customers/columns/", {"scope": "reset", "next": "//evil.example/"})
    assert answer["Location"].startswith("/customers/")


def test_tabs_and_views_are_limited(agent):
    for number in range(services.saved_views.PINS_LIMIT):
        saved(agent, name=f"{number}", pin=True)
    with pytest.raises(AppError, match="tabs"):
        saved(agent, name="one more", pin=True)
    assert not SavedView.objects.filter(name="one more").exists()
