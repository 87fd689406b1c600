import io

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User

pytestmark = pytest.mark.django_db


def create_user(monkeypatch, email: str, password: str) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    call_command("create_user", email, role="manager", stdout=io.StringIO())


def test_a_manager_made_on_the_command_line_has_the_password_typed(monkeypatch):
    create_user(monkeypatch, "hendra@example.com", "panjang-sekali-2026")
    user = User.objects.get(email="hendra@example.com")
    assert (user.role, user.full_name) == ("manager", "hendra")
    assert user.check_password("panjang-sekali-2026")


@pytest.mark.parametrize(("email", "password"), [("no address", "panjang-sekali-2026"), ("a@example.com", "short")])
def test_a_wrong_address_or_weak_password_is_refused_and_nobody_is_added(monkeypatch, email, password):
    with pytest.raises(CommandError):
        create_user(monkeypatch, email, password)
    assert not User.objects.exists()
