"""Which pane shows what: installer, apps, configs and installs, workflows."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from nuon_notebook.display import explorer_html
from nuon_notebook.display import html as page
from nuon_notebook.explorer.follower import Follower
from nuon_notebook.explorer.further import Further
from nuon_notebook.explorer.hand import STATES, key_of
from nuon_notebook.explorer.leaves import about, leaf, leaf_row, notes, reasons, row, section_row
from nuon_notebook.explorer.names import component_names
from nuon_notebook.explorer.panes import Fetched, Group, Leaf
from nuon_notebook.explorer.renewed import DETAIL, renewed_app, renewed_install
from nuon_notebook.explorer.rows import SLICE, Row
from nuon_notebook.explorer.versions import Versions
from nuon_notebook.loader import pieces
from nuon_notebook.loader.held import complete, in_hand_whole, lacking, usable
from nuon_notebook.models import App, Install, Installer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from nuon_notebook.client import Client
    from nuon_notebook.explorer.bench import Bench
    from nuon_notebook.explorer.rows import Pane
    from nuon_notebook.loader.pieces import InstallChange
    from nuon_notebook.models import AppConfig, Workflow

CONFIGS, INSTALLS, VERSIONS, BRANCHES = "configs", "installs", "versions", "branches"
README, WORKFLOWS, DRIFT = "readme", "workflows", "drifted_objects"
SECTIONS: dict[str, tuple[str, tuple[str, ...]]] = {
    "components": ("Components", ("components",)),
    "inputs": ("Inputs", ("input_groups",)),
    "actions": ("Actions", ("actions",)),
    "access": ("Access", ("roles", "break_glass_roles", "policies", "secret_configs")),
    "infrastructure": ("Sandbox, runner, stack", ("sandbox", "runner", "stack")),
    "readme": ("README", ("readme",)),
}
"""The rows of a config: their headers, and the parts that each shows."""

SECTION_OF = {part: key for key, (_, parts) in SECTIONS.items() for part in parts}
WORKFLOWS_AT_FIRST = 5


def place_of(bench: Bench) -> Pane:
    """Return the pane of the root."""
    root = bench.hand.root
    if isinstance(root, Installer):
        return installer(bench)
    return app(bench, key_of(root)) if isinstance(root, App) else install(bench, key_of(root))


def installer(bench: Bench) -> Pane:
    """Return the pane of an installer: who runs which version, its apps, its texts."""

    def rows() -> Sequence[Row]:
        root = bench.hand.root
        texts = [part for part in type(root).parts if part.layout == "markdown" and getattr(root, part.name)]
        return [
            *(_app_row(bench, one) for one in bench.hand.apps),
            *(leaf_row(bench, lambda: bench.hand.root, part.name, part.title, (part.name,)) for part in texts),
        ]

    return Group(bench, [about(bench, lambda: bench.hand.root, "installs")], rows)


def app(bench: Bench, key: str) -> Pane:
    """Return the pane of an app; what is in it is asked for where nobody did."""

    def ready() -> bool:
        found = bench.hand.app(key)
        return complete(found) or not found.id

    return _with_app(bench, key, DETAIL, lambda: _app(bench, key), ready)


def _with_app(
    bench: Bench, key: str, part: str, make: Callable[[], Pane], ready: Callable[[], bool] = lambda: True
) -> Pane:
    """Return the pane of a part of an app; where that failed, the app is asked for anew."""

    def ask(client: Client) -> Any:
        return pieces.app(client, bench.hand.app(key).id or "", WORKFLOWS_AT_FIRST)

    def take(answer: App) -> None:
        bench.hand.change_app(key, partial(renewed_app, answer))

    def failed() -> bool:
        return part in bench.hand.app(key).loaded.notes

    return Fetched(bench, f"app {bench.hand.app(key).title}", ready, ask, take, make, failed)


def _app(bench: Bench, key: str) -> Pane:
    def read() -> App:
        return bench.hand.app(key)

    def rows() -> Sequence[Row]:
        versions = Row(VERSIONS, "Compare two versions", lambda: Versions(bench, key))
        return [
            section_row(bench, read, CONFIGS, "Configs", lambda: _configs(bench, key)),
            section_row(bench, read, INSTALLS, "Installs", lambda: _installs(bench, key)),
            *([versions] if sum(map(usable, read().app_configs)) > 1 else []),
            section_row(bench, read, BRANCHES, "Branches", lambda: _branches(bench, key)),
        ]

    return Group(bench, [about(bench, read)], rows)


def _configs(bench: Bench, key: str) -> Pane:
    def rows() -> Sequence[Row]:
        found = bench.hand.app(key).configs
        return [row(bench, one, partial(config, bench, key, key_of(one))) for one in found]

    def make() -> Pane:
        return Group(bench, [notes(bench, lambda: bench.hand.app(key), CONFIGS)], rows)

    return _with_app(bench, key, CONFIGS, make)


def _installs(bench: Bench, key: str) -> Pane:
    def rows() -> Sequence[Row]:
        return [row(bench, one, partial(install, bench, key_of(one))) for one in bench.hand.app(key).installs]

    def make() -> Pane:
        return Group(bench, [notes(bench, lambda: bench.hand.app(key), INSTALLS)], rows)

    return _with_app(bench, key, INSTALLS, make)


def _branches(bench: Bench, key: str) -> Pane:
    def make() -> Pane:
        return leaf(bench, lambda: bench.hand.app(key), (BRANCHES,))

    return _with_app(bench, key, BRANCHES, make)


def whole(found: AppConfig) -> bool:
    """Tell whether all of a config is in hand that the server sends."""
    return in_hand_whole(found) or not usable(found) or not found.id


def config(bench: Bench, app_key: str, key: str) -> Pane:
    """Return the pane of a config, which is asked for where it is not in hand whole."""

    def read() -> AppConfig:
        return bench.hand.config(app_key, key)

    def rows() -> Sequence[Row]:
        return [leaf_row(bench, read, name, title, parts) for name, (title, parts) in SECTIONS.items()]

    def make() -> Pane:
        return Group(
            bench, [Leaf(bench, read, lambda found, _: reasons(lacking(found)) + explorer_html.body(found))], rows
        )

    what = f"config {read().headline.title} of {bench.hand.app(app_key).title}"
    return Fetched(
        bench, what, lambda: whole(read()), lambda client: pieces.config(client, bench.hand.app(app_key), read()),
        partial(bench.hand.change_app, app_key), make, lambda: usable(read()) and bool(lacking(read())),
    )  # fmt: skip


def install(bench: Bench, key: str) -> Pane:
    """Return the pane of an install."""

    def read() -> Install:
        return bench.hand.install(key)

    def rows() -> Sequence[Row]:
        return [
            section_row(bench, read, WORKFLOWS, "Workflows", lambda: _workflows(bench, key)),
            section_row(bench, read, STATES, "Components", lambda: _states(bench, key)),
            section_row(bench, read, DRIFT, "Drift", lambda: _drift(bench, key)),
            Row(README, "README, as rendered for this install", lambda: _readme(bench, key)),
        ]

    return Group(bench, [about(bench, read)], rows)


def _states(bench: Bench, key: str) -> Pane:
    """Return the pane of the components of an install, of which the server sends only ids with statuses."""

    def read() -> Install:
        return bench.hand.install(key)

    def ready() -> bool:
        found = read()
        named = found.component_statuses.keys() <= found.loaded.added.get("names", {}).keys()
        return named or not found.app_id or STATES in found.loaded.notes

    def take(answer: tuple[dict[str, str], str]) -> None:
        bench.hand.name_components(key, *answer)

    return Fetched(
        bench, f"names of components of {read().headline.title}", ready,
        lambda client: component_names(client, read().app_id or ""), take,
        lambda: leaf(bench, read, (STATES,)), lambda: STATES in read().loaded.notes,
    )  # fmt: skip


def _drift(bench: Bench, key: str) -> Pane:
    def read() -> Install:
        return bench.hand.install(key)

    return Fetched(
        bench, f"what drifted on {read().headline.title}",
        lambda: bool(read().drifted_objects or DRIFT in read().loaded.asked or not read().id),
        lambda client: pieces.install(client, read().id or ""), partial(bench.hand.change_install, key),
        lambda: leaf(bench, read, (DRIFT,)),
    )  # fmt: skip


def _readme(bench: Bench, key: str) -> Pane:
    def read() -> str:
        return bench.hand.readmes[key]

    def make(text: str, _chosen: str) -> str:
        return explorer_html.prose(text) if text else explorer_html.note("This install has no README.")

    found = bench.hand.install(key)
    return Fetched(
        bench, f"README of {found.headline.title}", lambda: key in bench.hand.readmes,
        lambda client: pieces.readme(client, found.id or ""),
        lambda text: bench.hand.readmes.update({key: text}), lambda: Leaf(bench, read, make),
    )  # fmt: skip


def _workflows(bench: Bench, key: str) -> Pane:
    def read() -> Install:
        return bench.hand.install(key)

    def ready() -> bool:
        return bool(read().workflows or WORKFLOWS in read().loaded.asked or not read().id)

    def rows() -> Sequence[Row]:
        return [row(bench, one, partial(_workflow, bench, key, key_of(one))) for one in read().workflows]

    def older(client: Client) -> Any:
        return pieces.older_workflows(client, read(), SLICE)

    def take(change: InstallChange) -> None:
        bench.hand.change_install(key, lambda old: renewed_install(change(old), old))

    def make() -> Pane:
        add = partial(bench.hand.change_install, key)
        further = Further(bench, lambda: WORKFLOWS in read().loaded.more, older, add)
        return Group(bench, [notes(bench, read, WORKFLOWS)], rows, further)

    return Fetched(
        bench, f"workflows of {read().headline.title}", ready,
        lambda client: pieces.newest_workflows(client, read(), SLICE), take, make,
        lambda: WORKFLOWS in read().loaded.notes,
    )  # fmt: skip


def _workflow(bench: Bench, install_key: str, key: str) -> Pane:
    def read() -> Workflow:
        return bench.hand.workflow(install_key, key)

    def make(found: Workflow, chosen: str) -> str:
        return explorer_html.body(found) + page.parts(found, ("shown_steps",), chosen)

    return Follower(bench, install_key, key, Leaf(bench, read, make))


def _app_row(bench: Bench, one: App) -> Row:
    return Row(
        key_of(one), bench.title(lambda: explorer_html.title(one, (INSTALLS,))), partial(app, bench, key_of(one))
    )
