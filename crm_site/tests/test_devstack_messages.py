import polib
import pytest

from crm_site.devstack.messages import Catalogue, extract, faults, faults_of, update

PYTHON = """
_ = gettext_lazy
title = _("Customer")
# Translators: of a complaint
state = pgettext("state", "Open")
count = ngettext("%(n)s row", "%(n)s rows", n)
"""
TEMPLATE = """
{% load i18n %}
  {% if it's %}
{% translate "Save" %}
      <p>{% blocktranslate trimmed with name=customer.name %}
        Dear {{ name }},
        it's 100% done.
      {% endblocktranslate %}</p>
{% blocktranslate count n=rows|length %}{{ n }} row{% plural %}{{ n }} rows{% endblocktranslate %}
{% include "x.html" with label=_("Close") %} {% translate "Open" context "state" %}
"""


@pytest.fixture
def catalogue(tmp_path):
    (tmp_path / "views.py").write_text(PYTHON)
    (tmp_path / "page.html").write_text(TEMPLATE)
    return Catalogue(tmp_path, (tmp_path / "views.py", tmp_path / "page.html"))


def test_texts_of_python_and_templates_are_found_with_context_and_plural(catalogue):
    found = extract(catalogue.sources)
    assert {key: entry.msgid_plural for key, entry in found.items()} == {
        (None, "Customer"): "",
        ("state", "Open"): "",
        (None, "%(n)s row"): "%(n)s rows",
        (None, "Save"): "",
        (None, "Dear %(name)s, it's 100%% done."): "",
        (None, "Close"): "",
    }
    assert found["state", "Open"].comment == "Translators: of a complaint"


def test_an_update_keeps_translations_drops_unused_texts_and_is_stable(catalogue):
    update(catalogue)
    po = catalogue.read()
    assert [entry.msgid for entry in po] == sorted(entry.msgid for entry in po)
    po.find("Save").msgstr = "Simpan"
    po.append(polib.POEntry(msgid="Gone", msgstr="Hilang"))
    po.save(str(catalogue.po))

    update(catalogue)
    once = catalogue.po.read_text()
    update(catalogue)
    assert catalogue.po.read_text() == once
    assert catalogue.read().find("Save").msgstr == "Simpan"
    assert catalogue.read().find("Gone") is None


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        (polib.POEntry(msgid="Save"), "not translated 'Save'"),
        (polib.POEntry(msgid="Save", msgstr="Simpan", flags=["fuzzy"]), "fuzzy 'Save'"),
        (polib.POEntry(msgid="Hi %(a)s", msgstr="Hai %(b)s"), "other placeholders than the source 'Hi %(a)s'"),
        (polib.POEntry(msgid="<b>Hi</b>", msgstr="<b>Hai"), "other HTML tags than the source '<b>Hi</b>'"),
        (polib.POEntry(msgid="Hi\n", msgstr="Hai"), "starts or ends with a line break unlike the source 'Hi\\n'"),
    ],
)
def test_a_faulty_translation_is_named(entry, fault):
    assert list(faults_of(entry)) == [fault]


def test_one_plural_form_carries_the_placeholders_of_the_plural():
    entry = polib.POEntry(msgid="One row", msgid_plural="%(n)s rows", msgstr_plural={0: "%(n)s baris"})
    assert list(faults_of(entry)) == []


def test_every_text_of_the_product_is_translated():
    assert faults() == []
