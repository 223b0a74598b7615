"""What is secret in anything in hand is masked in every header and leaf; what opens is read, not all in hand again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook.display import explorer_html
from nuon_notebook.display import html as page
from nuon_notebook.models import App, AppConfig, Collection, Install, Installer, Loaded, Workflow
from nuon_notebook.models.base import Model
from nuon_notebook.redaction import sensitive_values as known
from nuon_notebook.redaction.masking import MASK
from tests.demo_generator.worlds import scaled_world

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


def app(name: str, configs: list[AppConfig], installs: list[Install]) -> App:
    asked = frozenset(("configs", "installs", "branches", "components"))
    made = App.model_validate({"id": name, "name": name, "status": "active"})
    return made.with_loaded(
        Loaded(asked=asked, added={"installs": Collection(installs)}), app_configs=Collection(configs)
    )


def install() -> Install:
    made = Install.model_validate({"id": "inl1", "name": "acme", "app_id": "one"})
    return made.with_loaded(Loaded(asked=frozenset(("workflows",))), workflows=Collection((workflow(),)))


def with_configs(found: App, *configs: AppConfig) -> App:
    return found.with_loaded(found.loaded, app_configs=Collection(configs))


def installer(*apps: App) -> Installer:
    return Installer(id="int1").with_loaded(Loaded(), apps=Collection(apps))


def models(value: Any) -> Iterator[Model]:
    if isinstance(value, Model):
        yield value
        value = [*(getattr(value, name) for name in type(value).model_fields), *value.loaded.added.values()]
    for one in value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ():
        yield from models(one)


def reading(monkeypatch: pytest.MonkeyPatch) -> list[Model]:
    """The models that are read from now on, each as often as it is."""
    read: list[Model] = []
    own_of = known.own_of
    monkeypatch.setattr(known, "own_of", lambda model: read.append(model) or own_of(model))
    return read


def everything(screen: Screen) -> str:
    return " ".join((screen.html(), *screen.titles()))


def test_a_secret_of_one_app_is_masked_in_headers_and_leaves_of_another(explored: Callable[..., Screen]) -> None:
    screen = explored(installer(app("one", [], [install()]), app("two", [config(SECRET)], [])))
    screen.open("one", "Installs", "acme", "Workflows", MASKED)
    assert screen.text().count(MASKED) > 1
    assert SECRET not in everything(screen)


def test_a_secret_that_comes_later_is_masked_in_the_headers_that_stand_there(explored: Callable[..., Screen]) -> None:
    screen = explored(installer(app("one", [], [install()]), app("two", [], [])))
    screen.open("one", "Installs", "acme", "Workflows")
    assert any(QUOTED in title for title in screen.titles())
    bench = screen.explorer._bench
    with bench.lock:
        bench.hand.change_app("two", lambda found: with_configs(found, config(SECRET)))
        bench.changed()
    assert any(MASKED in title for title in screen.titles())
    assert not any(SECRET in title for title in screen.titles())


def test_a_secret_that_comes_later_is_masked_in_what_is_open_and_in_what_is_found(
    explored: Callable[..., Screen],
) -> None:
    screen = explored(installer(app("one", [], [install()]), app("two", [], [])))
    screen.open("one", "Installs", "acme", "Workflows", QUOTED)
    screen.field("Search").value = "turn"
    assert QUOTED in screen.text()
    assert any(QUOTED in line for line, _ in screen.field("Found").options)
    bench = screen.explorer._bench
    with bench.lock:
        bench.hand.change_app("two", lambda found: with_configs(found, config(SECRET)))
        bench.changed()
    assert MASKED in screen.text()
    assert SECRET not in everything(screen)
    assert all(SECRET not in line for line, _ in screen.field("Found").options)


@pytest.mark.parametrize("make", [explorer_html.title, lambda one: page.parts(one, ("shown_steps",))])
def test_what_is_not_in_hand_is_masked_by_its_own_secrets_too(
    explored: Callable[..., Screen], make: Callable[[Any], str]
) -> None:
    bench = explored(installer(app("one", [config("another-secret")], [install()]))).explorer._bench
    fresh = workflow().with_loaded(Loaded(added={"config": config(SECRET)}))
    with bench.lock:
        made = bench.rendered(lambda: make(fresh))
    assert MASKED in made
    assert SECRET not in made


def test_what_opens_is_read_and_not_all_that_is_in_hand_again(
    app_of: Callable[..., Any], explored: Callable[..., Screen], monkeypatch: pytest.MonkeyPatch
) -> None:
    app, client = app_of(scaled_world(apps=1, configs=4, workflows=120, installs=60))
    screen = explored(app, lambda: client)
    newest = next(one for one in app.configs if str(one.status) == "active")
    opened = [("installs",), ("installs", app.installs[0].id, "workflows"), ("configs",), ("configs", newest.id)]
    read = reading(monkeypatch)
    for path in opened:
        before = {id(one): one for one in models(screen.explorer.root)}
        read.clear()
        screen.explorer.open(*path)
        screen.settled()
        new = {id(one) for one in models(screen.explorer.root)} - before.keys()
        assert len(before) > 20 * len(new)
        assert [one for one in read if id(one) in before] == []
        assert len(read) <= 2 * len(new)
    assert new
