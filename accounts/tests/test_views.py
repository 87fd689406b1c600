import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.enums import Role
from accounts.models import Organisation, User
from accounts.tests.factories import PASSWORD, DepartmentFactory, UserFactory
from common.tests.pages import send

pytestmark = pytest.mark.django_db

NEW_USER = {"full_name": "Sari", "email": "sari@example.com", "role": "agent", "language": "id", "is_active": "on"}


def test_an_administrator_adds_a_person_with_one_name_who_can_sign_in(client, admin):
    client.post("/users/new/", {**NEW_USER, "password": "panjang-sekali-2026", "department": DepartmentFactory().pk})
    sari = User.objects.get(email="sari@example.com")
    assert (sari.full_name, sari.role, sari.check_password("panjang-sekali-2026")) == ("Sari", Role.AGENT, True)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"password": "short"}, "This password is too short"),
        ({"password": ""}, "Enter a first password"),
        ({"email": "no address"}, "Enter a valid email address"),
        ({"full_name": "Sa\x00ri"}, "can&#x27;t be stored"),
        ({"role": "emperor"}, "emperor"),
        ({"department": "999999"}, "not one of the available choices"),
        ({"full_name": "x" * 151}, "at most 150"),
    ],
)
def test_a_wrong_entry_is_named_and_what_was_typed_is_kept(client, admin, changes, sentence):
    response = client.post("/users/new/", {**NEW_USER, "password": "panjang-sekali-2026", **changes})
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert 'value="sari@example.com"' in page or "email" in changes
    assert not User.objects.filter(full_name="Sari").exists()


def test_an_address_that_is_taken_is_refused_whatever_its_case(client, admin):
    UserFactory(email="sari@example.com")
    response = client.post("/users/new/", {**NEW_USER, "email": "SARI@example.com", "password": "panjang-sekali-2026"})
    assert "is a user already" in response.content.decode()


def test_the_last_administrator_cannot_be_taken_away(client, admin):
    data = {"full_name": "A", "email": admin.email, "role": "agent", "language": "en", "is_active": "on"}
    response = send(client, f"/users/{admin.pk}/", data)
    assert "last administrator" in response.content.decode()
    admin.refresh_from_db()
    assert admin.role == Role.ADMIN


def test_an_empty_password_keeps_the_present_one(client, admin):
    clerk = UserFactory(email="k@example.com")
    data = {"full_name": "K", "email": "k@example.com", "role": "manager", "language": "", "is_active": "on"}
    send(client, f"/users/{clerk.pk}/", data)
    clerk.refresh_from_db()
    assert (clerk.role, clerk.check_password(PASSWORD)) == (Role.MANAGER, True)


ORGANISATION = {"name": "Graha", "accent": "#0a5cad", "version": "1"}


def test_two_administrators_who_edit_the_organisation_lose_nothing(client, admin):
    Organisation.objects.create(name="Before")
    client.post("/organisation/", {**ORGANISATION, "name": "First"})
    response = client.post("/organisation/", {**ORGANISATION, "name": "Second"})
    page = response.content.decode()
    assert response.status_code == 409
    assert "First" in page
    assert 'value="Second"' in page
    client.post("/organisation/", {**ORGANISATION, "name": "Second", "version": "2"})
    assert Organisation.load().name == "Second"


def test_a_pale_accent_colour_is_refused_because_white_text_would_vanish(client, admin):
    response = client.post("/organisation/", {**ORGANISATION, "accent": "#ffee88"})
    assert "hard to read" in response.content.decode()
    assert Organisation.load().accent == "#0a5cad"


@pytest.mark.parametrize("content", [b"<svg onload=alert(1)>", b"MZ\x90", b"\x89PNG\r\n\x1a\n" + b"0" * 300_000])
def test_a_logo_is_judged_by_its_content_and_size(client, admin, content):
    upload = SimpleUploadedFile("logo.png", content, "image/png")
    response = client.post("/organisation/", {**ORGANISATION, "logo_file": upload})
    assert response.status_code == 422
    assert not Organisation.load().logo_type


def test_the_logo_is_shown_to_customers_with_its_own_type(client, admin):
    picture = b"\x89PNG\r\n\x1a\n" + b"0" * 50
    client.post("/organisation/", {**ORGANISATION, "logo_file": SimpleUploadedFile("x.exe", picture)})
    client.logout()
    response = client.get("/logo")
    assert (response["Content-Type"], response.content) == ("image/png", picture)


@pytest.mark.parametrize("elsewhere", ["NaN", "accounts:audit", "https://evil.example/", "//evil.example", "\x00"])
def test_preferences_lead_home_from_what_is_no_address_of_ours(client, admin, elsewhere):
    response = client.post("/preferences/", {"theme": "dark", "next": elsewhere})
    assert response["Location"].startswith("/") or "/" not in response["Location"]
    assert "evil" not in response["Location"]


def test_preferences_are_saved_and_lead_back(client, admin):
    response = client.post("/preferences/", {"theme": "dark", "next": "/profile/"})
    assert response["Location"] == "/profile/"
    assert 'data-bs-theme="dark"' in client.get("/profile/").content.decode()
