"""Signing in, second factor, languages: through the pages, as people do."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.core.cache import cache
from django.test import Client

from accounts.enums import Role
from accounts.models import Organisation, User
from accounts.tests.factories import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_rate_limits_left_over():
    cache.clear()


def sign_in(client: Client, email: str, password: str = PASSWORD, **extra):
    return client.post("/accounts/login/", {"login": email, "password": password}, **extra)


def test_a_clerk_signs_in_by_e_mail_whatever_its_case_and_comes_to_the_page_asked_for(client):
    UserFactory(email="rina@example.com")
    first = client.get("/profile/")
    assert first["Location"] == "/accounts/login/?next=/profile/"
    response = client.post(first["Location"], {"login": "Rina@Example.com", "password": PASSWORD, "next": "/profile/"})
    assert response["Location"] == "/profile/"
    assert "Rina" not in client.get("/profile/").content.decode() or client.session["_auth_user_id"]


@pytest.mark.parametrize(("email", "password"), [("rina@example.com", "wrong"), ("nobody@example.com", PASSWORD)])
def test_a_wrong_password_and_an_unknown_address_get_the_same_answer(client, email, password):
    UserFactory(email="rina@example.com")
    response = client.post("/accounts/login/?lang=en", {"login": email, "password": password})
    page = response.content.decode()
    assert "The email address and/or password you specified are not correct." in page
    assert "_auth_user_id" not in client.session


def test_who_may_not_sign_in_any_more_is_kept_out(client):
    user = UserFactory(is_active=False)
    sign_in(client, user.email)
    assert "_auth_user_id" not in client.session


def test_guessing_is_slowed_down_after_five_tries_even_with_the_right_password(client):
    user = UserFactory()
    for _try in range(5):
        sign_in(client, user.email, "guess")
    response = sign_in(client, user.email)
    assert "_auth_user_id" not in client.session
    assert response.status_code in (200, 429)


def test_nobody_can_sign_up(client):
    page = client.post("/accounts/signup/", {"email": "x@example.com", "password1": PASSWORD, "password2": PASSWORD})
    assert page.status_code in (200, 302)
    assert not User.objects.filter(email="x@example.com").exists()


def test_an_expired_session_sends_a_fragment_request_to_the_sign_in_page(client):
    response = client.get("/search/?q=budi", headers={"HX-Request": "true"})
    assert response.status_code == 204
    assert response["HX-Redirect"].startswith("/accounts/login/?next=")


def test_a_role_that_needs_a_second_factor_must_set_one_up_first(client):
    Organisation.objects.create(second_factor_roles=[Role.MANAGER])
    manager, agent = UserFactory(manager=True), UserFactory()
    client.force_login(manager)
    assert client.get("/")["Location"] == "/accounts/2fa/"
    client.force_login(agent)
    assert client.get("/").status_code == 200


def test_with_an_authenticator_app_the_password_alone_does_not_sign_in(client):
    user = UserFactory(manager=True)
    Organisation.objects.create(second_factor_roles=[Role.MANAGER])
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    response = sign_in(client, user.email)
    assert response["Location"].startswith("/accounts/2fa/authenticate/")
    assert "_auth_user_id" not in client.session
    code = f"{hotp_value(secret, next(iter(yield_hotp_counters_from_time()))):06d}"
    client.post("/accounts/2fa/authenticate/", {"code": code})
    assert client.session["_auth_user_id"] == str(user.pk)
    assert client.get("/").status_code == 200


def test_the_language_is_remembered_for_a_visitor_and_for_a_user(client):
    client.post("/language/", {"language": "en", "next": "/accounts/login/"})
    assert "Sign in" in client.get("/accounts/login/").content.decode()
    user = UserFactory()
    client.force_login(user)
    client.post("/language/", {"language": "id", "next": "/"})
    user.refresh_from_db()
    assert user.language == "id"


@pytest.mark.parametrize("target", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_changing_the_language_never_leads_to_another_site(client, target):
    response = client.post("/language/", {"language": "en", "next": target})
    assert response["Location"] == "/"
