"""The tree of nodes, without a widget and without a browser: what can be opened, and how it is loaded."""

from __future__ import annotations

import subprocess
import sys
import time
from threading import RLock
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook import demo
from nuon_notebook.explorer import explore
from nuon_notebook.explorer.config_nodes import ComparisonNode
from nuon_notebook.explorer.context import Context
from nuon_notebook.explorer.loading import Loading
from nuon_notebook.explorer.node import Node
from nuon_notebook.explorer.nodes import root_node
from nuon_notebook.explorer.polling import PollingPolicy
from nuon_notebook.explorer.tasks import Tasks
from nuon_notebook.loader.install_contents import PARTS
from nuon_notebook.models import App, AppConfig, Install, Installer
from tests.explorer.screen import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from nuon_notebook.client import Client
    from nuon_notebook.demo import Server

LONG = 600.0  # seconds: until the test lets go or ends


class Opened:
    """An explorer's root without widgets, in which nodes are opened one by one."""

    def __init__(self, root: Any, client: Client) -> None:
        lock = RLock()
        self.tasks = Tasks(lambda: client, lock)
        self.context = Context(root, self.tasks, PollingPolicy(), lock, self._update)
        self.open: dict[tuple[str, ...], Loading] = {}
        self.shown: list[tuple[str, ...]] = []

    def node(self, *path: str) -> Node:
        """The node that keys, or beginnings of headers, lead to."""
        found = root_node(self.context.root)
        for step in path:
            found = next(one for one in found.children() if one.key == step or plain(one.header()).startswith(step))
        return found

    def load(self, *path: str) -> Loading:
        """Open a node."""
        made = self.open[path] = Loading(self.context, self.node(*path), lambda: self.shown.append(path), lambda: None)
        with self.context.lock:
            made.open()
        return made

    def settled(self) -> None:
        """Wait until nothing is under way."""
        while self.tasks.count:
            time.sleep(0.01)

    def _update(self) -> None:
        for path, one in self.open.items():
            one.update(self.node(*path))


@pytest.fixture
def opened(installer: Any, client: Client) -> Iterator[Opened]:
    made = Opened(installer, client)
    yield made
    made.tasks.close()


CONFIG = ("Harbor Desk", "configs", "v11")


def test_nodes_need_no_widgets() -> None:
    modules = (
        "answer_nodes",
        "context",
        "loading",
        "log_nodes",
        "node",
        "nodes",
        "polling",
        "tasks",
        "search_index",
        "unloaded",
    )
    source = "import sys, importlib\nsys.modules['ipywidgets'] = sys.modules['anywidget'] = None\n"
    # The package itself offers the explorer, which is made of widgets.
    source += "import types, nuon_notebook, os\npackage = types.ModuleType('nuon_notebook.explorer')\n"
    source += "package.__path__ = [os.path.join(nuon_notebook.__path__[0], 'explorer')]\n"
    source += "sys.modules['nuon_notebook.explorer'] = package\n"
    source += "".join(f"importlib.import_module('nuon_notebook.explorer.{module}')\n" for module in modules)
    subprocess.run([sys.executable, "-c", source], check=True)


def test_every_kind_of_node_has_the_children_that_can_be_opened(opened: Opened) -> None:
    install = ("Harbor Desk", "installs", "eastgate-bank")
    expected = {
        ("Harbor Desk",): [
            "overview", "problems", "approvals", "versions", "impact", "permissions", "customer_provides", "schedule",
            "installs", "configs", "branches", "about",
        ],
        CONFIG: [
            "components", "graph", "inputs", "actions", "access", "infrastructure", "readme", "versions", "impact",
            "permissions", "customer_provides", "schedule",
        ],
        install: ["workflows", "problems", "history", "component_states", "drifted_objects", *PARTS, "readme"],
        (*install, "workflows", "Deploy components"): ["log iwszlpbv0vsaxolwvhfomokw65", "runs", "timeline", "logs"],
        (*CONFIG, "components"): [], (*install, "drifted_objects"): [], (*install, "readme"): [],
    }  # fmt: skip
    found = {path: [child.key for child in opened.node(*path).children()] for path in expected}
    assert found == expected


def test_a_header_is_made_when_it_is_asked_for(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    headline = AppConfig.headline
    monkeypatch.setattr(
        AppConfig, "headline", property(lambda config: made.append(config.id) or headline.fget(config))  # type: ignore[attr-defined]
    )  # fmt: skip
    children = opened.node("Harbor Desk", "configs").children()
    assert made == []
    children[1].header()
    assert set(made) == {children[1].key}


def test_what_was_loaded_is_shown_at_once(opened: Opened, server: Server) -> None:
    before = len(server.requests)
    for path in [(), ("Harbor Desk",), ("Harbor Desk", "configs"), ("Harbor Desk", "installs", "eastgate-bank")]:
        opened.load(*path)
    assert len(server.requests) == before
    assert all(not one.note and not one.action for one in opened.open.values())


def test_a_config_says_that_it_loads_and_shows_what_came(opened: Opened, server: Server) -> None:
    server.delay(LONG)
    config = opened.load(*CONFIG)
    assert (config.note, config.action) == ("loading config v11 of Harbor Desk …", "Cancel")
    assert opened.shown == []
    server.delay(0)
    opened.settled()
    assert (config.note, config.action) == ("", "")
    assert opened.shown == [CONFIG]
    assert "charts/api" in opened.node(*CONFIG, "components").content()


def test_a_cancelled_request_can_be_made_again(opened: Opened, server: Server) -> None:
    server.delay(LONG)
    config = opened.load(*CONFIG)
    config.press()
    opened.settled()
    assert (config.note, config.action) == ("cancelled: config v11 of Harbor Desk", "Load")
    server.delay(0)
    config.press()
    opened.settled()
    assert opened.shown == [CONFIG]


def test_a_failure_says_why_and_can_be_retried(opened: Opened, server: Server) -> None:
    server.fail_next("recurse=true", 500)
    config = opened.load(*CONFIG)
    opened.settled()
    assert "500" in config.note
    assert (config.status, config.action) == ("error", "Retry")
    config.press()
    opened.settled()
    assert (config.note, config.action) == ("", "")


def test_models_of_before_stay_as_they_are(opened: Opened) -> None:
    before = opened.context.root
    opened.load(*CONFIG)
    opened.settled()
    assert not before.apps["harbor-desk"].configs[1].components.loaded
    assert opened.context.root.apps["harbor-desk"].configs[1].components.loaded


def test_two_versions_are_loaded_for_the_comparison(opened: Opened) -> None:
    node = opened.node("Harbor Desk", "versions")
    choice = node.choice()
    assert choice is not None
    load = choice.node(*choice.chosen).load()
    assert [label for label, key in choice.options if key in choice.chosen] == ["v11", "v10"]
    assert load is not None
    assert (load.what, load.ready) == ("both versions", False)


def test_only_a_running_workflow_can_be_followed(opened: Opened) -> None:
    workflows = opened.node("Harbor Desk", "installs", "brightwater-energy", "workflows").children()
    running = {following.id: one.header() for one in workflows if (following := one.following())}
    assert running
    assert all("✕" not in header for header in running.values())
    finished = opened.node("Harbor Desk", "installs", "eastgate-bank", "workflows", "Deploy components [✕ error]")
    assert finished.following() is None


BY_HAND = {
    "installer": (Installer(id="int1", apps=[{"id": "app1", "name": "one"}]), ("app1",), "app one"),
    "app": (App(id="app1", name="one"), (), "app one"),
    "config": (
        App(id="app1", name="one", app_configs=[{"id": "cfg1", "version": 1}]), ("configs", "cfg1"), "config v1 of one"
    ),
    "install": (Install(id="inl1", name="acme"), ("workflows",), "workflows of acme"),
}  # fmt: skip


def test_what_was_parsed_by_hand_is_loaded_when_it_is_opened(client: Client, server: Server) -> None:
    server.delay(LONG)
    notes = {}
    for name, (root, path, _) in BY_HAND.items():
        opened = Opened(root, client)
        notes[name] = opened.load(*path).note
        opened.tasks.close()
    assert notes == {name: f"loading {what} …" for name, (_, _, what) in BY_HAND.items()}


def test_answers_are_merged_into_what_was_parsed_by_hand(client: Client) -> None:
    opened = Opened(client.installer(demo.INSTALLER_ID), client)
    opened.load("Harbor Desk")
    opened.settled()
    app = opened.context.root.apps["harbor-desk"]
    assert len(app.configs) == 12
    assert app.installs["eastgate-bank"].dashboard == opened.context.root.apps["harbor-desk"].pages.install(
        app.installs["eastgate-bank"].id
    )
    assert app.installs["eastgate-bank"].behind == 5


def test_a_comparison_masks_by_everything_that_was_loaded() -> None:
    made = [
        {"id": f"cfg{version}", "version": version, "status": "active", "readme": f"v{version}: a marked value",
         "stack": {"id": "stk"}}
        for version in (1, 2)
    ]  # fmt: skip
    app = App.model_validate({
        "id": "app1", "notifications_config": {"slack_webhook_url": "a marked value"}, "app_configs": made
    })  # fmt: skip
    choice = ComparisonNode(app).choice()
    assert choice is not None
    content = choice.node(*choice.chosen).content()
    assert choice.chosen == ("cfg1", "cfg2")
    assert "README" in content
    assert "marked" not in content


def test_only_what_has_rows_is_explored() -> None:
    with pytest.raises(TypeError, match="an installer, an app or an install"):
        explore(AppConfig(id="cfg1"))  # type: ignore[arg-type]
