"""What no honest client sends, and services that are away: a plain page with a reference, never a traceback."""

import io
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import OperationalError, connections
from django.test import Client

from accounts.tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def quiet_client() -> Client:
    """A client that shows error pages instead of raising."""
    return Client(raise_request_exception=False)


@pytest.mark.parametrize(
    ("request_of", "status"),
    [
        (lambda client: client.get("/search/?q=%00"), 400),
        (lambda client: client.get("/customers/%00/"), 400),
        (lambda client: client.generic("TRACE", "/"), 405),
        (lambda client: client.generic("GARBAGE", "/"), 405),
        (lambda client: client.post("/accounts/login/", "login=a", content_type="text/plain; charset=utf-16"), 400),
        (lambda client: client.post("/accounts/login/", b"\xff\xfe", content_type="multipart/form-data"), 400),
        (lambda client: client.get("/no/such/page/"), 404),
        (lambda client: client.get("/", HTTP_HOST="evil.example"), 400),
    ],
)
def test_malformed_requests_are_refused_with_a_plain_answer(quiet_client, request_of, status):
    response = request_of(quiet_client)
    assert response.status_code == status
    assert "Traceback" not in response.content.decode(errors="replace")


def test_an_error_page_shows_the_reference_that_is_in_the_log(quiet_client):
    quiet_client.force_login(UserFactory(language="en"))
    response = quiet_client.get("/no/such/page/")
    assert response["X-Request-Reference"] in response.content.decode()


def test_a_failure_of_ours_is_a_500_page_with_a_reference_and_no_traceback(quiet_client, monkeypatch, caplog):
    monkeypatch.setattr("crm_site.pages.home_of", lambda user: 1 / 0)
    quiet_client.force_login(UserFactory(language="id"))
    response = quiet_client.get("/")
    page = response.content.decode()
    assert response.status_code == 500
    assert response["X-Request-Reference"] in page
    assert "ZeroDivisionError" not in page
    assert "ZeroDivisionError" in caplog.text


def test_a_database_that_is_away_gives_a_503_page_and_is_asked_again_with_the_next_request(quiet_client, monkeypatch):
    quiet_client.force_login(UserFactory())

    def away(*args, **kwargs):
        raise OperationalError("could not connect to server")

    with monkeypatch.context() as patch:
        patch.setattr(type(connections["default"]), "cursor", away)
        response = quiet_client.get("/")
    assert response.status_code == 503
    assert response["Retry-After"] == "10"
    assert "could not connect" not in response.content.decode()
    assert quiet_client.get("/").status_code == 200


def test_every_page_forbids_inline_code_also_error_pages(quiet_client):
    for path in ("/accounts/login/", "/no/such/page/", "/search/?q=%00"):
        policy = quiet_client.get(path)["Content-Security-Policy"]
        assert "default-src 'none'" in policy, path
        assert "unsafe" not in policy, path


def test_pages_hold_no_inline_script_or_style(client):
    client.force_login(UserFactory())
    for path in ("/", "/profile/", "/outbox/", "/accounts/2fa/"):
        page = client.get(path).content.decode()
        assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*application/json)", page), path
        assert not re.search(r"\sstyle=", page), path
        assert not re.search(r"\son[a-z]+=", page), path


@pytest.mark.parametrize("address", ["/c/{}/accept/", "/c/{}/message/", "/s/{}/", "/l/{}/", "/u/{}/"])
@pytest.mark.parametrize("method", ["get", "post", "delete"])
def test_the_token_of_a_personal_link_is_never_in_the_log(quiet_client, address, method):
    token = "Zq7" + "x-_9" * 8
    handler = next(handler for handler in logging.getLogger().handlers if handler.name == "console")
    with redirected(handler) as written:
        getattr(quiet_client, method)(address.format(token))
        logging.getLogger("django.request").warning("Not Found: %s", address.format(token))
    assert "Not Found: /" in written.getvalue()
    assert token not in written.getvalue()


@contextmanager
def redirected(handler: logging.StreamHandler) -> Iterator[io.StringIO]:
    stream = handler.setStream(written := io.StringIO())
    try:
        yield written
    finally:
        handler.setStream(stream)
