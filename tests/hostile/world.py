"""Payloads and models in which every text is hostile, and who planted what where."""

from __future__ import annotations

import json
import re
from collections import Counter, deque
from dataclasses import dataclass, field
from itertools import count
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zlib import crc32

from nuon_notebook.models import App, Install, Installer
from tests.conformance.schema import DOCUMENTS, DURATIONS, ENUMS, MODELS, OBJECTS, TIMES, encoded, target
from tests.hostile.strings import KINDS, marked
from tests.loaded import loaded, of_app, sections_of, with_apps, with_dashboard, with_installs

if TYPE_CHECKING:
    from collections.abc import Iterator

MARK: Final = re.compile(r"zq(\d+)qz", re.IGNORECASE)  # some words are shown with a capital letter
ROUNDS: Final = range(len(KINDS))
MARKDOWN: Final = {
    ("app.AppConfig", "readme"),
    ("app.RunbookConfig", "readme"),
    ("service.Readme", "readme"),
    *(("app.InstallerMetadata", f"{name}_markdown") for name in ("copyright", "footer", "post_install")),
}
EACH_TYPE: Final = 3  # times in one installer
DEEPEST: Final = 12
UNKNOWN: Final = "(unknown property)"


class Spot(NamedTuple):
    """Where a hostile text was planted."""

    api_type: str
    prop: str
    kind: str
    text: str


@dataclass
class Sower:
    """Plants hostile texts, each with a mark by which it is found again.

    In another round each property gets a text of another kind; over all rounds it gets every kind.

    Attributes:
        round: which round.
        enums: whether values of enums are hostile, too.
        spots: what was planted, by mark.
    """

    round: int
    enums: bool = False
    spots: dict[int, Spot] = field(default_factory=dict)
    _taken: Counter[str] = field(default_factory=Counter)
    _marks: Iterator[int] = field(default_factory=lambda: count(1))

    def text(self, api_type: str, prop: str) -> str:
        """Return a hostile text for a property."""
        kinds = list(KINDS)
        kind = kinds[(crc32(f"{api_type}.{prop}".encode()) + self.round) % len(kinds)]
        self._taken[kind] += 1
        mark = next(self._marks)
        text = KINDS[kind][(self._taken[kind] + self.round) % len(KINDS[kind])]
        self.spots[mark] = Spot(api_type, prop, kind, marked(text, f"zq{mark}qz"))
        return self.spots[mark].text

    def value(self, api_type: str, prop: str, schema: dict[str, Any]) -> Any:
        """Return a value of a property that holds no other type: hostile wherever it is a text."""
        if schema.get("type") == "array":
            return [self.value(api_type, prop, schema["items"]) for _ in range(2)]
        if schema.get("type") == "object" or schema == {}:
            inner = schema.get("additionalProperties") or {"type": "string"}
            return {self.text(api_type, f"{prop} (key)"): self.value(api_type, prop, inner)}
        if (refers := target(schema)) and not self.enums:
            return ENUMS[refers][(self.round + len(self.spots)) % len(ENUMS[refers])]
        return self._plain(api_type, prop, schema.get("type", ""))

    def _plain(self, api_type: str, prop: str, kind: str) -> Any:
        if kind == "boolean":
            return not self.enums
        if kind == "integer":
            return 60_000_000_000 if prop in DURATIONS else 3
        if prop in TIMES:
            return "2025-11-20T09:14:03Z"
        if (api_type, prop) in DOCUMENTS:
            return encoded({self.text(api_type, f"{prop} (key)"): self.text(api_type, prop)})
        return self.text(api_type, prop)

    def payload(self, api_type: str, most: int = EACH_TYPE, deep: int = DEEPEST) -> dict[str, Any]:
        """Return a payload of a type with every property filled.

        Args:
            api_type: the type.
            most: how often each type may be within it.
            deep: how many levels of types are within it.
        """
        root: dict[str, Any] = {}
        left = Counter(dict.fromkeys(OBJECTS, most))
        waiting = deque([(api_type, root, deep)])
        while waiting:
            at, into, below = waiting.popleft()
            for prop, schema in OBJECTS[at].items():
                inner = target(schema)
                if inner not in OBJECTS:
                    into[prop] = self.value(at, prop, schema)
                elif below and left[inner]:
                    left[inner] -= 1
                    into[prop], child = self._around(at, prop, schema)
                    waiting.append((inner, child, below - 1))
            into[self.text(at, UNKNOWN)] = self.text(at, "(unknown value)")
            into.update(self._listed_keys(at))
        return root

    def _around(self, api_type: str, prop: str, schema: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
        child: dict[str, Any] = {}
        if schema.get("type") == "array":
            return [child], child
        return ({self.text(api_type, f"{prop} (key)"): child} if schema.get("type") == "object" else child), child

    def _listed_keys(self, api_type: str) -> dict[str, Any]:
        """Return maps of which some keys are shown, with these keys."""
        listed = {"links": ["ui"], "metadata": ["reason", "err_step_message", "managed_by", "workflow-name-suffix"]}
        return {
            prop: {
                self.text(api_type, f"{prop} (key)"): self.text(api_type, prop),
                **{key: self.text(api_type, f"{prop}.{key}") for key in keys},
            }
            for prop, keys in listed.items()
            if prop in OBJECTS[api_type] and target(OBJECTS[api_type][prop]) not in OBJECTS
        }

    def model(self, api_type: str, most: int = EACH_TYPE, deep: int = DEEPEST) -> Any:
        """Return a model of a type, filled like its payload, as it is read from the wire."""
        return MODELS[api_type].model_validate_json(json.dumps(self.payload(api_type, most, deep)))

    def loaded(self, model: Any) -> Any:
        """Return a model with a note at each of its sections and an address on the dashboard."""
        notes = {name: self.text(model.api_type, "(note)") for name in sections_of(model)}
        return with_dashboard(loaded(model, failed=notes), self.text(model.api_type, "(dashboard)"))

    def install(self) -> Install:
        """Return an install with its workflows."""
        install: Install = self.model("app.Install")
        names = {key: self.text("app.Install", "(name of a component)") for key in install.component_statuses}
        app_name = self.text("app.Install", "(name of its app)")
        return of_app(self.loaded(install), app_name, names)

    def installer(self) -> Installer:
        """Return an installer with apps, their configs, installs and workflows, with notes in their places."""
        installer: Installer = self.model("app.Installer")
        bare: App = self.model("app.App", most=0)
        apps = [with_installs(self.loaded(app), [self.install()]) for app in (*installer.apps, bare)]
        return with_apps(self.loaded(installer), apps)


class Failing(Sower):
    """Plants hostile texts around statuses that all say that something failed."""

    def value(self, api_type: str, prop: str, schema: dict[str, Any]) -> Any:
        """Return a value of a property; of a status, that it is an error."""
        return "error" if target(schema) == "app.Status" else super().value(api_type, prop, schema)


def gallery() -> App:
    """Return an app with a config for each hostile text, which is its README and the note on its status."""
    texts = [text.replace("@@", "") for kind in KINDS.values() for text in kind]
    configs = [{"id": f"app{n}", "version": n, "readme": one, "status_description": one} for n, one in enumerate(texts)]
    return App.model_validate_json(json.dumps({"id": "app1", "name": "gallery", "app_configs": configs}))
