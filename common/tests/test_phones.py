import pytest
from django.utils import translation

from common.phones import parse_phone, phone_display, whatsapp_url


@pytest.mark.parametrize(
    "typed",
    ["081234567890", "0812-3456-7890", "+62 812 3456 7890", "6281234567890", "(0812) 3456 7890", " 0812.3456.7890 "],
)
def test_a_number_is_the_same_in_every_shape(typed):
    assert parse_phone(typed) == "+6281234567890"


@pytest.mark.parametrize("typed", ["", "12", "0812", "tidak ada", "+", "9" * 400, "٠٨"])
def test_what_is_no_number_is_refused(typed):
    assert parse_phone(typed) is None


def test_numbers_are_shown_at_home_and_abroad():
    with translation.override("id"):
        assert phone_display("+6281234567890") == "0812-3456-7890"
        assert phone_display("+14155552671") == "+1 415-555-2671"
    with translation.override("en"):
        assert phone_display("+6281234567890") == "+62 812-3456-7890"
    assert phone_display("ext. 12") == "ext. 12"


def test_whatsapp_opens_for_mobile_numbers_only():
    assert whatsapp_url("0812-3456-7890", "Halo & salam") == "https://wa.me/6281234567890?text=Halo%20%26%20salam"
    assert whatsapp_url("+622112345678") == ""
    assert whatsapp_url(None) == ""
