"""What apps add to the pages and lists below them is there, and none of it hangs on an import that looks unused."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import AppConfig, apps
from django.conf import settings
from django.urls import reverse

from accounts.settings_pages import settings_of
from customers import panels
from customers.linked import _counters as linked
from customers.timeline import timeline_sources
from privacy.holdings import _holdings as holdings

OURS = [config for config in apps.get_app_configs() if Path(config.path).parent == settings.BASE_DIR]


def test_every_panel_of_the_customers_page_is_there():
    assert {(panel.slot, name) for name, panel in panels._panels.items()} == {
        ("main", "follow_ups"), ("main", "payments"), ("main", "transactions"),
        ("side", "complaints"), ("side", "guide"), ("side", "loyalty"), ("side", "needs"), ("side", "surveys"),
        ("about", "about"), ("about", "custom_fields"), ("about", "department"), ("about", "merges"),
        ("about", "network"), ("about", "special_days"),
        ("below", "access"), ("below", "consents"), ("below", "data_requests"), ("below", "retention"),
        ("below", "standing"),
    }  # fmt: skip


def test_every_fact_in_the_head_of_the_customers_page_is_there():
    assert set(panels._facts) == {
        "standing", "life_cycle", "history", "owner", "tier", "consent", "restriction", "complaints", "outstanding",
        "next_follow_up", "duplicates",
    }  # fmt: skip


def test_every_source_of_the_history_is_there_in_its_order():
    assert [source.name for source in timeline_sources()] == [
        "interactions", "follow_ups", "transactions", "payments", "complaints", "surveys", "points", "standings",
        "stages", "merges",
    ]  # fmt: skip


def test_every_figure_that_is_compared_before_a_merge_is_there():
    assert set(linked) == {
        "transactions", "contracts", "interactions", "follow_ups", "points", "complaints", "surveys",
    }  # fmt: skip


def test_every_app_says_what_it_holds_about_persons():
    held = {holding.model._meta.app_label for holding in holdings.values()}
    assert held == {"complaints", "customers", "guide", "loyalty", "privacy", "surveys"}


@pytest.mark.django_db
def test_every_page_of_settings_opens_from_the_list(client, admin):
    pages = [page for _group, found in settings_of(admin) for page in found]
    assert {page.view.split(":")[0] for page in pages} == {
        "accounts", "complaints", "customers", "guide", "jobs", "outbox", "privacy", "retention",
    }  # fmt: skip
    listed = client.get(reverse("accounts:settings")).text
    assert [page.view for page in pages if f'href="{page.url}"' not in listed] == []
    assert {page.view: client.get(page.url).status_code for page in pages} == {page.view: 200 for page in pages}


# --- how they come to be there --------------------------------------------------------------------


@pytest.mark.parametrize("config", OURS, ids=lambda config: config.name)
def test_an_app_that_gets_ready_calls_whatever_registers(config: AppConfig):
    ready = ast.parse((Path(config.path) / "apps.py").read_text())
    named = {node.id for node in ast.walk(ready) if isinstance(node, ast.Name)}
    named |= {node.attr for node in ast.walk(ready) if isinstance(node, ast.Attribute)}
    registering = {path.stem for path, tree in modules(config) if "register" in functions(tree)}
    assert registering - named == set()


@pytest.mark.parametrize("config", OURS, ids=lambda config: config.name)
def test_nothing_is_registered_by_the_mere_import_of_a_module(config: AppConfig):
    at_import = {f"{path}:{node.lineno}" for path, tree in modules(config) for node in calls_at_import(tree)}
    assert at_import == set()


def modules(config: AppConfig) -> Iterator[tuple[Path, ast.Module]]:
    for path in Path(config.path).rglob("*.py"):
        if not {"tests", "migrations"} & set(path.parts):
            yield path, ast.parse(path.read_text())


def functions(tree: ast.Module) -> set[str]:
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


def calls_at_import(tree: ast.Module) -> Iterator[ast.Call]:
    """Calls of register_… and decorators of receivers outside of every function."""
    for node in tree.body:
        match node:
            case ast.Expr(value=ast.Call(func=ast.Name(id=name)) as call) if name.startswith("register"):
                yield call
            case ast.For():
                yield from calls_at_import(ast.Module(node.body, []))
            case ast.FunctionDef(decorator_list=decorators):
                yield from (
                    call for call in decorators if isinstance(call, ast.Call) and ast.unparse(call.func) == "receiver"
                )
