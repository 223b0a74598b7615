"""`--anonymize` knows the names of whatever is displayed alone: each class of models, as HTML and as outline."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import pytest
from nbformat import v4

from nuon_notebook import load_installer, options
from nuon_notebook.display import to_html, to_text
from nuon_notebook.display.sections import is_shown
from nuon_notebook.redaction.masking import SensitiveValues
from nuon_notebook.redaction.sensitive_values import known_of
from nuon_notebook.sharing.anonymize import Anonymizer
from tests.sharing.conftest import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from nbformat import NotebookNode

    from nuon_notebook.models import Model

OF_EACH: Final = 2  # models of one class
LEAST_CLASSES: Final = 12


class World(NamedTuple):
    """What is displayed, and the names in it.

    Attributes:
        names: of customers and people.
        models: of each class some that hold a name.
    """

    names: tuple[str, ...]
    models: Mapping[str, tuple[Model, ...]]


@pytest.fixture(scope="module", params=[False, True], ids=["people masked", "people shown"])
def world(request: pytest.FixtureRequest) -> Iterator[World]:
    installer = load_installer("demo", configs=3, workflows=5)
    known = known_of(installer)
    names = tuple(name for name in sorted(known.customers | known.people) if "{{" not in name)
    found: dict[str, list[Model]] = defaultdict(list)
    for model in every(installer):
        of_class = found[type(model).__name__]
        if len(of_class) < OF_EACH and named(names, model.model_dump_json(), str(model.loaded.added.get("run_by"))):
            of_class.append(model)
    options.choose(show_people=request.param)
    yield World(names, {name: tuple(models) for name, models in found.items() if models})
    options.choose(show_people=False)


def every(found: Any) -> Iterator[Model]:
    """Each model below another one, once, with those that were loaded for it."""
    seen: set[int] = set()
    waiting = [found]
    while waiting:
        at = waiting.pop()
        if isinstance(at, tuple | list):
            waiting += at
        elif isinstance(at, dict):
            waiting += at.values()
        elif is_shown(at) and id(at) not in seen:
            seen.add(id(at))
            yield at
            waiting += [*(getattr(at, name) for name in type(at).model_fields), at.loaded.added]


def named(names: tuple[str, ...], *texts: str) -> list[str]:
    return [name for name in names if any(name in text for text in texts)]


def left(world: World, classes: set[str], display: Callable[[Any], NotebookNode]) -> dict[str, list[str]]:
    """The names that are left of models of some classes, each displayed alone, and of all of a class together."""
    displayed = {f"{name} {number}": one for name in classes for number, one in enumerate(world.models[name], 1)}
    displayed |= {f"several of {name}": world.models[name] for name in classes if len(world.models[name]) > 1}
    found = {name: named(world.names, anonymous(display(one))) for name, one in sorted(displayed.items())}
    return {name: names for name, names in found.items() if names}


def anonymous(output: NotebookNode) -> str:
    """What is left of a notebook with one output, made anonymous as far as the notebook itself tells names."""
    notebook = v4.new_notebook(cells=[v4.new_code_cell("1", outputs=[output])])
    anonymizer = Anonymizer(notebook, SensitiveValues())
    anonymizer.replace()
    assert anonymizer.left() == []
    return json.dumps(notebook, ensure_ascii=False)


def as_bundle(model: Any) -> NotebookNode:
    return shown(html=to_html(model), plain=to_text(model))


def as_outline(model: Any) -> NotebookNode:
    return shown(plain=to_text(model))


def test_the_world_has_models_of_many_classes_that_name_somebody(world: World) -> None:
    assert {"Installer", "App", "AppConfig", "Install", "AWSAccount"} <= world.models.keys()
    assert len(world.models) >= LEAST_CLASSES


def test_no_model_that_is_displayed_alone_names_anybody(world: World) -> None:
    assert left(world, {*world.models}, as_bundle) == {}


def test_no_outline_without_html_names_anybody(world: World) -> None:
    assert left(world, {*world.models}, as_outline) == {}
