"""The rows of a version of a config, of the answers about it, and of a comparison with another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Final

from nuon_notebook.analysis.comparer import compare_configs
from nuon_notebook.display import explorer_html
from nuon_notebook.display import html as page
from nuon_notebook.explorer.answer_nodes import (
    CONFIG_ANSWERS,
    ConfigAnswerNode,
    ImpactNode,
    Question,
    load_config,
)
from nuon_notebook.explorer.node import Choice, Load, Node, RecordNode, leaf, row_key, words
from nuon_notebook.loader.comparison import is_comparable, versions
from nuon_notebook.loader.fetch import unloaded_reasons
from nuon_notebook.models import App, AppConfig
from nuon_notebook.redaction.sensitive_values import masking_by

if TYPE_CHECKING:
    from collections.abc import Sequence

    from nuon_notebook.display.sections import Section
from nuon_notebook.explorer.section_nodes import SectionsNode, notes

VERSIONS: Final = "versions"
SECTIONS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "components": ("Components", ("components",)),
    "graph": ("Component graph", ("graph",)),
    "inputs": ("Inputs", ("input_groups",)),
    "actions": ("Actions", ("actions",)),
    "access": ("Access", ("roles", "break_glass_roles", "policies", "secret_configs")),
    "infrastructure": ("Sandbox, runner, stack", ("sandbox", "runner", "stack")),
    "readme": ("README", ("readme",)),
}
"""The rows of a config: their headers, and the sections that each shows."""

ON_CONFIG: Final = ("latest_changes", "impacts", *CONFIG_ANSWERS)
"""The sections of an app that are answered by a version of its config."""


def on_config(section: Section, app: App, config: AppConfig | None = None) -> Sequence[Node]:
    """Return the row of an answer on a version of a config; none if there is no other version to compare with.

    Args:
        section: the section of the app's page that has the answer.
        app: the app.
        config: the version; None for the newest working one.
    """
    if section.name == "latest_changes":
        return [ComparisonNode(app, config)] if len(comparable_configs(app)) > 1 else []
    if section.name == "impacts":
        return [ImpactNode(app, config)]
    question = Question(section.name, section.title, CONFIG_ANSWERS[section.name])
    return [ConfigAnswerNode(app, config, question)]


@dataclass(frozen=True, slots=True)
class ConfigNode(RecordNode):
    """A config, which is requested where it was not loaded in full."""

    app: App
    config: AppConfig

    @property
    def key(self) -> str:
        """Its id."""
        return row_key(self.config)

    def header(self) -> str:
        """Return its headline."""
        return words(lambda: explorer_html.title(self.config))

    def content(self, chosen: str = "") -> str:  # noqa: ARG002 - its sections have rows of their own
        """Return its own content, and why some of it could not be loaded."""
        return leaf(lambda: notes(self.config, unloaded_reasons(self.config)) + explorer_html.body(self.config))

    def children(self) -> Sequence[Node]:
        """Return its sections, the answers about it, and the comparison with another version."""
        config = self.config
        sections = [SectionsNode(config, key, title, names) for key, (title, names) in SECTIONS.items()]
        if not config.usable:
            return sections
        asked = (one for one in App.sections if one.name in ON_CONFIG)
        return [*sections, *(node for one in asked for node in on_config(one, self.app, config))]

    def load(self) -> Load:
        """Return how the config is loaded in full."""
        return load_config(self.app, self.config)


def comparable_configs(app: App) -> list[AppConfig]:
    """Return the configs that can be compared, newest first."""
    configs = app.configs if app.configs.loaded else ()
    return app.remember("comparable configs", lambda: [config for config in configs if config.usable])


@dataclass(frozen=True, slots=True)
class ComparisonNode(Node):
    """Two versions of the config of an app side by side.

    Attributes:
        app: the app.
        config: the version that is compared with another one; None for the newest.
    """

    key: ClassVar[str] = VERSIONS
    app: App
    config: AppConfig | None = None

    def header(self) -> str:
        """Return what it does."""
        return "Compare with another version" if self.config else "Compare two versions"

    def choice(self) -> Choice | None:
        """Return the versions to choose from, newest first; at first the newest or its own, and the one before."""
        configs = comparable_configs(self.app)
        if len(configs) < 2:  # noqa: PLR2004 - a pair
            return None
        by_key = {row_key(config): config for config in configs}
        keys = [*by_key]
        newer = row_key(self.config) if self.config else keys[0]
        place = keys.index(newer) if newer in keys else 0
        older = keys[min(place + 1, len(keys) - 1)] if place + 1 < len(keys) else keys[place - 1]
        with masking_by(self.app):
            options = tuple((explorer_html.plain(config.title), key) for key, config in by_key.items())
        return Choice(
            ("Version", "with"), options, (older, newer),
            lambda left, right: PairNode(self.app, by_key[left], by_key[right]),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class PairNode(Node):
    """What differs between two configs."""

    key: ClassVar[str] = "pair"
    app: App
    left: AppConfig
    right: AppConfig

    def content(self, chosen: str = "") -> str:  # noqa: ARG002 - the sections of a comparison fold by themselves
        """Return what changed from the left one to the right one."""
        return leaf(lambda: page.inside(compare_configs(self.left, self.right)))

    def load(self) -> Load:
        """Return how everything is loaded that the comparison needs; what failed before is requested again."""
        app, pair = self.app, (self.left, self.right)
        return Load("both versions", lambda api: versions(api, app, *pair), ready=is_comparable(app, *pair))
