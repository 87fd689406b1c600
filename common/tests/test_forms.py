import uuid
from datetime import date
from decimal import Decimal

import pytest
from crispy_forms.utils import render_crispy_form
from django import forms
from django.http import QueryDict
from django.template.loader import render_to_string
from django.utils import translation

from common.errors import AppError, StaleRecord
from common.fields import DateField, MoneyField, PhoneField, parse_date
from common.forms import PrimaForm, SubmissionKeyMixin, VersionMixin, tidy_line, tidy_text


class CallForm(SubmissionKeyMixin, VersionMixin, PrimaForm):
    name = forms.CharField(label="Name")
    due = DateField(label="Due", required=False)
    phone = PhoneField(label="Phone", required=False)
    amount = MoneyField(label="Amount", required=False)
    details = forms.CharField(label="Details", widget=forms.Textarea, required=False)
    cause = forms.ChoiceField(label="Cause", choices=[("a", "A"), ("b", "B")], widget=forms.RadioSelect, required=False)


def filled(**changes):
    data = QueryDict(mutable=True)
    data.update({"name": "Budi", "submission_key": str(uuid.uuid4()), "version": "3", **changes})
    return CallForm(data)


def test_odd_white_space_and_invisible_marks_are_tidied():
    assert tidy_line("  Budi\u00a0\t Santoso\u202e\u200b ") == "Budi Santoso"
    assert tidy_text("a  \r\n\r\n\r\n b\n") == "a\n\n b"


def test_a_name_of_invisible_marks_alone_is_missing():
    form = filled(name="\u200b\u202e ")
    assert list(form.errors) == ["name"]


def test_what_cannot_be_stored_is_refused_with_a_sentence_and_kept():
    with translation.override("id"):
        form = filled(name="Bu\x00di", details="x" * 10_001)
        assert form.errors["name"] == ["Teks ini memuat karakter yang tidak dapat disimpan. Silakan ketik ulang."]
        assert list(form.errors) == ["name", "details"]


@pytest.mark.parametrize(
    "typed", ["9-3-2026", "09/03/2026", "9.3.2026", "9 Mar 2026", "9 Maret 2026", "9 march 2026", "2026-03-09"]
)
def test_dates_are_day_first_and_in_words_of_both_languages(typed):
    assert filled(due=typed).is_valid()
    assert parse_date(typed) == date(2026, 3, 9)


@pytest.mark.parametrize(
    "typed", ["31-02-2026", "2026-13-01", "3/9", "besok", "9 Foo 2026", "09-03-26", "1-1-0001", "1-1-9999"]
)
def test_impossible_dates_are_refused_and_kept(typed):
    form = filled(due=typed)
    assert list(form.errors) == ["due"]
    assert typed in render_crispy_form(form)


def test_phone_and_amount_are_cleaned_and_shown_as_people_write_them():
    form = filled(phone="0812 3456 7890", amount="Rp1.250.000")
    assert form.is_valid()
    assert (form.cleaned_data["phone"], form.cleaned_data["amount"]) == ("+6281234567890", Decimal("1250000"))
    with translation.override("id"):
        page = render_crispy_form(CallForm(initial={"phone": "+6281234567890", "amount": Decimal("1250000.00")}))
    assert 'value="0812-3456-7890"' in page
    assert 'value="1.250.000"' in page


@pytest.mark.parametrize("typed", ["9" * 20, "1.25.00", "abc"])
def test_amounts_beyond_measure_are_refused(typed):
    assert list(filled(amount=typed).errors) == ["amount"]


def test_the_submission_key_survives_a_failed_attempt():
    form = filled(name="")
    assert not form.is_valid()
    assert f'value="{form.data["submission_key"]}"' in render_crispy_form(form)
    assert CallForm()["submission_key"].value() != CallForm()["submission_key"].value()


def test_a_damaged_key_or_version_is_told_above_the_form():
    with translation.override("id"):
        form = filled(submission_key="x" * 9000, version="-1")
        summary = render_to_string("components/error_summary.html", {"form": form})
    assert "Formulir rusak dalam perjalanan. Silakan kirim sekali lagi." in summary


def test_optional_fields_are_marked_and_required_ones_carry_no_asterisk():
    with translation.override("id"):
        page = render_crispy_form(CallForm())
    assert page.count("(opsional)") == 5
    assert "asterisk" not in page
    assert " required" not in page


def test_the_summary_links_to_each_field_and_fields_name_their_error():
    with translation.override("id"):
        page = render_crispy_form(filled(name="", cause="zzz"))
    assert "Ada yang perlu diperbaiki" in page
    assert 'href="#div_id_name"' in page
    assert 'id="div_id_name"' in page
    assert 'href="#div_id_cause"' in page
    assert 'aria-describedby="id_name_error"' in page
    assert 'id="id_name_error"' in page
    assert "style=" not in page


def test_a_refusal_by_a_service_stands_at_its_field():
    form = filled()
    assert form.is_valid()
    form.add_app_error(AppError("Too late.", field="due"))
    form.add_app_error(AppError("Not today.", field="unknown"))
    assert form.errors == {"due": ["Too late."], "__all__": ["Not today."]}


def test_a_conflict_shows_both_versions_and_the_next_save_overwrites_knowingly():
    form = filled(name="Budi S.", details="mine")
    assert form.is_valid()
    form.show_conflict(StaleRecord("changed", current={"name": "Budi S.", "details": "<b>theirs</b>", "version": 8}))
    assert [(row.label, row.theirs, row.yours) for row in form.conflict.rows] == [("Details", "<b>theirs</b>", "mine")]
    page = render_to_string("components/form.html", {"form": form, "submit": "Save"})
    assert "&lt;b&gt;theirs&lt;/b&gt;" in page
    assert 'name="version" value="8"' in page
    assert ">\nmine</textarea>" in page
