"""The frame around every page, rendered without any app's view."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import timezone, translation


def person(**changes):
    person = SimpleNamespace(
        is_authenticated=True,
        role="agent",
        theme="auto",
        shortcuts=True,
        get_full_name="Sri Wahyuni",
        get_short_name="Sri",
        get_role_display="Petugas",
    )
    vars(person).update(changes)
    return person


def frame(language="id", **changes):
    request = RequestFactory().get("/")
    request.user = person(**changes)
    with translation.override(language):
        return render_to_string("base.html", {"form": None}, request=request)


def test_a_chosen_theme_is_in_the_page_before_any_script_runs():
    page = frame(theme="dark")
    assert 'data-bs-theme="dark"' in page
    assert "theme.js" not in page
    assert "theme.js" in frame(theme="auto")


def test_single_keys_can_be_switched_off():
    assert 'data-shortcuts="off"' in frame(shortcuts=False)
    assert 'data-shortcuts="on"' in frame()


@pytest.mark.parametrize("language", ["id", "en"])
def test_no_page_carries_inline_script_or_style(language):
    page = frame(language)
    assert f'<html lang="{language}"' in page
    assert "style=" not in page
    assert "<style" not in page
    assert page.count("<script") == page.count("<script src=")


@pytest.mark.parametrize("code", ["400", "403", "403_csrf", "404", "409", "500", "503"])
def test_error_pages_speak_both_languages_and_need_no_database(code):
    with translation.override("id"):
        page = render_to_string(f"{code}.html", {"error_reference": "a1b2c3"})
    assert '<html lang="id">' in page
    assert "a1b2c3" in page
    first, second = page.split('<div class="other-language" lang="en">')
    assert first.count("<h1>") == 1
    assert "<h2>" in second
    assert page.split("<h1>")[1].split("<")[0] != second.split("<h2>")[1].split("<")[0]


def test_badges_escape_their_word_and_unknown_tones_survive():
    page = Template('{% load prima %}{% badge "new" word %}{% badge "odd" "x" %}').render(
        Context({"word": "<b>Baru</b>"})
    )
    assert "&lt;b&gt;Baru&lt;/b&gt;" in page
    assert page.count("<svg") == 2


def test_relative_times_carry_the_exact_moment():
    at = timezone.now() - timedelta(minutes=5)
    with translation.override("id"):
        page = Template("{% load prima %}{{ at|relative_time }}{{ none|relative_time }}").render(
            Context({"at": at, "none": None})
        )
    assert f'datetime="{at.isoformat()}"' in page
    assert "5 menit lalu</time>–" in page


def test_mail_escapes_names_in_html_and_not_in_text():
    context = {
        "organisation": SimpleNamespace(name="Toko A & B", contact_email="a@b.test"),
        "unsubscribe_url": "https://x.test/u/1",
    }
    with translation.override("id"):
        assert "Toko A &amp; B" in render_to_string("mail/base.html", context)
        text = render_to_string("mail/base.txt", context)
    assert "Toko A & B" in text
    assert "Berhenti menerima survei: https://x.test/u/1" in text
