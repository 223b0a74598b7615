"""Whatever is secret in what was loaded is masked in every header and leaf; only what opens is read for secrets."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook.display import explorer_html
from nuon_notebook.display import html as page
from nuon_notebook.models import App, AppConfig, Install, Installer, Workflow
from nuon_notebook.redaction import sensitive_values
from nuon_notebook.redaction.masking import MASK
from nuon_notebook.redaction.sensitive_values import models_in
from nuon_notebook.store import Answer, key_of
from tests.demo_generator.worlds import scaled_world
from tests.explorer.loaded import changed, listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.explorer.screen import Screen

SECRET = "swordfish-of-acme"
QUOTED = f"turn {SECRET} over"
MASKED = f"turn {MASK} over"


def config(secret: str) -> AppConfig:
    inputs = [{"name": "key", "sensitive": True, "default": secret}]
    return AppConfig.model_validate_json(
        json.dumps({"id": "cfg1", "version": 1, "status": "active", "input": {"inputs": inputs}})
    )


def workflow(**more: Any) -> Workflow:
    steps = [{"id": "iws1", "idx": 0, "name": QUOTED, "status": {"status": "success"}}]
    return Workflow.model_validate(
        {"id": "inw1", "name": QUOTED, "status": {"status": "success"}, "steps": steps, **more}
    )


def app(name: str) -> App:
    return App.model_validate({"id": name, "name": name, "status": "active"})


def install() -> Install:
    return Install.model_validate({"id": "inl1", "name": "acme", "app_id": "one"})


def configs(owner: App, *found: AppConfig) -> Answer:
    return listed(owner, "configs", found)


def installer(*of_second: AppConfig) -> Installer:
    """An installer with two apps: the first has an install with a workflow, the second some configs."""
    one, two, root = app("one"), app("two"), Installer(id="int1")
    return changed(
        root, listed(root, "apps", [one, two]), listed(one, "installs", [install()]), configs(one),
        listed(install(), "workflows", [workflow()]), listed(two, "installs", []), configs(two, *of_second),
    )  # fmt: skip


def add_secret(screen: Screen) -> None:
    """Let a config with a secret come, as if it had been loaded."""
    context = screen.explorer._context
    with context.lock:
        context.merge([configs(app("two"), config(SECRET))])
        context.changed()


def contents(screen: Screen) -> dict[int, dict[str, Any]]:
    """The content of every model that was loaded, by its identity."""
    models = models_in([*screen.explorer._context.store._records.values()])
    return {id(one.__dict__): one.__dict__ for one in models}


def reading(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The identities of the contents that are read for secrets from now on, each as often as it is."""
    read: list[int] = []

    def reading_in(value: object) -> Iterator[Any]:
        for model in models_in(value):
            read.append(id(model.__dict__))
            yield model

    monkeypatch.setattr(sensitive_values, "models_in", reading_in)
    return read


def everything(screen: Screen) -> str:
    return " ".join((screen.html(), *screen.titles()))


def test_a_secret_of_one_app_is_masked_in_headers_and_leaves_of_another(explored: Callable[..., Screen]) -> None:
    screen = explored(installer(config(SECRET)))
    screen.open("one", "Installs", "acme", "Workflows", MASKED)
    assert MASKED in screen.text()
    assert any(MASKED in title for title in screen.titles())
    assert SECRET not in everything(screen)


def test_a_secret_that_comes_later_is_masked_in_the_headers_that_stand_there(explored: Callable[..., Screen]) -> None:
    screen = explored(installer())
    screen.open("one", "Installs", "acme", "Workflows")
    assert any(QUOTED in title for title in screen.titles())
    add_secret(screen)
    assert any(MASKED in title for title in screen.titles())
    assert not any(SECRET in title for title in screen.titles())


def test_a_secret_that_comes_later_is_masked_where_nothing_else_has_changed(explored: Callable[..., Screen]) -> None:
    failed = install().with_fields({"sandbox_status": "error", "sandbox_status_description": QUOTED})
    screen = explored(changed(installer(), listed(app("one"), "installs", [failed])))
    screen.open("one", "Installs", "acme")
    before = everything(screen).count(QUOTED)
    add_secret(screen)
    assert before > 2  # in the table of the installer, in the header and in the leaf of the install
    assert everything(screen).count(MASKED) == before
    assert SECRET not in everything(screen)


def test_a_secret_that_comes_later_is_masked_in_what_is_open_and_in_what_is_found(
    explored: Callable[..., Screen],
) -> None:
    screen = explored(installer())
    screen.open("one", "Installs", "acme", "Workflows", QUOTED)
    screen.field("Search").value = "turn"
    assert QUOTED in screen.text()
    assert any(QUOTED in line for line, _ in screen.field("Found").options)
    add_secret(screen)
    assert MASKED in screen.text()
    assert SECRET not in everything(screen)
    assert all(SECRET not in line for line, _ in screen.field("Found").options)


@pytest.mark.parametrize("make", [explorer_html.title, lambda one: page.sections(one, ("shown_steps",))])
def test_what_was_not_loaded_with_the_root_is_masked_by_its_own_secrets_too(
    explored: Callable[..., Screen], make: Callable[[Any], str]
) -> None:
    context = explored(installer(config("another-secret"))).explorer._context
    fresh = changed(workflow(), Answer({key_of(config(SECRET)): config(SECRET)}))
    with context.lock, context.masking():
        made = make(fresh)
    assert MASKED in made
    assert SECRET not in made


def test_what_opens_is_read_and_not_everything_again(
    app_of: Callable[..., Any], explored: Callable[..., Screen], monkeypatch: pytest.MonkeyPatch
) -> None:
    app, client = app_of(scaled_world(apps=1, configs=4, workflows=120, installs=60))
    screen = explored(app, lambda: client)
    newest = next(one for one in app.configs if str(one.status) == "active")
    opened = [("installs",), ("installs", app.installs[0].id, "workflows"), ("configs",), ("configs", newest.id)]
    read = reading(monkeypatch)
    for path in opened:
        before = contents(screen)
        read.clear()
        screen.explorer.open(*path)
        screen.settled()
        new = contents(screen).keys() - before.keys()
        assert len(before) > 20 * len(new)
        assert [one for one in read if one in before] == []
        assert len(read) <= 2 * len(new)
    assert new
