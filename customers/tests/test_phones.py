import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from common.errors import AppError
from customers.phones import beginnings_of, read_phone, read_phones


@pytest.mark.parametrize(
    ("typed", "digits", "e164", "is_mobile"),
    [
        ("0812-3456-7890", "81234567890", "+6281234567890", True),
        ("+62 812 3456 7890", "81234567890", "+6281234567890", True),
        ("6281234567890", "81234567890", "+6281234567890", True),
        ("(021) 555 0123", "215550123", "+62215550123", False),
        ("+65 6123 4567", "6561234567", "+6561234567", False),
        ("٠٨١٢٣٤٥٦٧٨٩٠", "81234567890", "+6281234567890", True),
        ("ext. 204", "204", "", False),
        ("0812-34", "81234", "", False),
    ],
)
def test_numbers_are_kept_as_typed_and_read_as_digits(typed, digits, e164, is_mobile):
    number = read_phone(typed)
    assert (number.typed, number.digits, number.e164, number.is_mobile) == (typed, digits, e164, is_mobile)


@pytest.mark.parametrize("typed", ["abc", "😀", "12", "0" * 41, "9" * 25, "0812\x003456789", "-- --"])
def test_what_can_not_be_a_number_is_refused_with_a_sentence(typed):
    with pytest.raises(AppError) as refused:
        read_phone(typed)
    assert refused.value.field == "phones"
    assert str(refused.value).endswith(".")


def test_the_same_number_in_two_notations_is_kept_once_and_blanks_are_left_out():
    numbers = read_phones(["0812-3456-7890", "", "  ", "+62 812 3456 7890", "021 555 0123"])
    assert [number.typed for number in numbers] == ["0812-3456-7890", "021 555 0123"]


@given(data=st.data(), national=st.from_regex(r"8[1-9][0-9]{7,10}", fullmatch=True))
@settings(max_examples=150, deadline=None)
def test_any_run_of_four_digits_in_any_notation_finds_the_number(data, national):
    digits = read_phone(f"0{national}").digits
    written = data.draw(st.sampled_from(["0", "62", "+62 ", "+62-"])) + national
    plain = "".join(mark for mark in written if mark.isdigit())
    start = data.draw(st.integers(0, len(plain) - 4))
    end = data.draw(st.integers(start + 4, len(plain)))
    run = data.draw(st.sampled_from(["", " ", "-"])).join(plain[start:end])
    assert plain[start:end] in digits or any(digits.startswith(beginning) for beginning in beginnings_of(run))
