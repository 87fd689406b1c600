"""Two people open the same form: the second one to save sees what the first one saved, and neither loses anything."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from accounts.enums import Role
from accounts.models import User
from accounts.tests.factories import DepartmentFactory, UserFactory
from common.tests.pages import version_on
from complaints.models import Cause, OutsideBody
from complaints.tests.factories import a_cause

WEEK = {f"day_{day}": "08:00-17:00" if day < 5 else "" for day in range(7)}


def person(**changes: str) -> tuple[str, dict, dict, str]:
    clerk = UserFactory(full_name="Sari", email="sari@example.com")
    data = {"full_name": "Sari", "email": "sari@example.com", "role": "agent", "language": "id", "is_active": "on"}
    return f"/users/{clerk.pk}/", {**data, "role": "manager"}, {**data, "full_name": "Sari Dewi"}, "Manager"


def cause() -> tuple[str, dict, dict, str]:
    stored = a_cause("rude_service")
    data = {"name_id": "Kasar", "name_en": stored.name_en, "position": 1, "is_active": "on"}
    return f"/handling/causes/{stored.pk}/", data, {**data, "name_id": "Judes"}, "Kasar"


def questions() -> tuple[str, dict, dict, str]:
    address = f"/handling/causes/{a_cause('rude_service').pk}/questions/"
    first = {"text_id_0": "Di mana?", "text_en_0": "Where?"}
    return address, first, {"text_id_0": "Kapan?", "text_en_0": "When?"}, "Where?"


def body() -> tuple[str, dict, dict, str]:
    stored = OutsideBody.objects.get(website="https://lapssjk.id")
    data = {"name_id": "LAPS", "name_en": "LAPS", "sector": "finance", "position": 1, "website": "https://lapssjk.id"}
    return f"/handling/bodies/{stored.pk}/", data, {**data, "name_en": "Settlement"}, "LAPS"


def hours() -> tuple[str, dict, dict, str]:
    return "/handling/working-hours/", WEEK | {"day_5": "08:00-12:00"}, WEEK | {"day_0": "09:00-17:00"}, "08:00-12:00"


def budgets() -> tuple[str, dict, dict, str]:
    name = f"budget_{DepartmentFactory().pk}"
    return "/handling/budgets/", {name: "2500000"}, {name: "100000"}, "2,500,000"


@pytest.mark.django_db
@pytest.mark.parametrize("thing", [person, cause, questions, body, hours, budgets], ids=lambda thing: thing.__name__)
def test_the_second_to_save_sees_what_the_first_saved_and_overwrites_knowingly(client, thing):
    client.force_login(UserFactory(admin=True, language="en"))
    address, mine, theirs, shown = thing()
    seen = version_on(client, address)
    assert client.post(address, {**mine, "version": seen}).status_code == 302
    late = client.post(address, {**theirs, "version": seen})
    page = late.content.decode()
    assert late.status_code == 409
    assert "Somebody else changed this meanwhile" in page
    assert shown in page.split("Fields that differ")[1].split("</table>")[0]
    assert client.post(address, {**theirs, "version": version_on(client, address)}).status_code == 302


@pytest.mark.django_db
def test_a_form_without_what_it_was_filled_from_is_refused(client):
    client.force_login(UserFactory(admin=True, language="en"))
    stored = a_cause("rude_service")
    response = client.post(f"/handling/causes/{stored.pk}/", {"name_id": "A", "name_en": "B", "position": 1})
    assert (response.status_code, Cause.objects.get(pk=stored.pk).name_en) == (422, stored.name_en)
    assert "damaged on its way" in response.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_save_in_the_same_moment_one_is_refused():
    admin, clerk = UserFactory(admin=True), UserFactory(email="sari@example.com")
    data = {"full_name": "Sari", "email": "sari@example.com", "role": "agent", "language": "id", "is_active": "on"}
    clients = [Client(), Client()]
    for client in clients:
        client.force_login(admin)
    seen, start, answers = version_on(clients[0], f"/users/{clerk.pk}/"), Barrier(2), []

    def save(client: Client, changes: dict) -> None:
        start.wait()
        answers.append(client.post(f"/users/{clerk.pk}/", {**data, **changes, "version": seen}).status_code)
        connection.close()

    both = [
        Thread(target=save, args=pair)
        for pair in zip(clients, ({"role": "manager"}, {"full_name": "Dewi"}), strict=True)
    ]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    stored = User.objects.get(pk=clerk.pk)
    assert sorted(answers) == [302, 409]
    assert (stored.role, stored.full_name) in {(Role.MANAGER, "Sari"), (Role.AGENT, "Dewi")}
