"""The loader's two public functions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nuon_notebook.loader.progress import Progress, Tally
from nuon_notebook.loader.questions import Configs, Questions

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.client import Client
    from nuon_notebook.models import App, Installer

    Tick = Callable[[Progress], None]


def load_installer(
    client: Client, installer_id: str, configs: Configs = 1, workflows: int = 5, tick: Tick | None = None
) -> Installer:
    """Return an installer with its apps, their configs, actions, branches and installs, and the latest workflows.

    What an answer already holds is not asked for again. A part that fails is a note in its place
    (`model.loaded.notes`), the rest is there. Stands on `GET /v1/installers/{installer_id}` and, for each app, on
    what `load_app` stands on.

    Args:
        client: reads the API.
        installer_id: the installer.
        configs: how many of the newest usable configs of each app come whole, or "all"; all others come bare. Those
            in status `error` are not usable.
        workflows: how many of the newest workflows of each install come.
        tick: called on this thread about every 0.1 seconds.

    Raises:
        NuonError: the installer itself cannot be had; see `Client.installer`.
        ValueError: `configs` or `workflows` is no such number.
        KeyboardInterrupt: at once; all requests under way are cancelled.
    """
    questions = _questions(client, configs, workflows)
    return client.run(questions.installer(installer_id), _ticking(tick, questions.tally))


def load_app(
    client: Client, id_or_name: str, configs: Configs = 1, workflows: int = 5, tick: Tick | None = None
) -> App:
    """Return an app with its configs, actions, branches and installs, and the latest workflows.

    Stands on `GET /v1/apps/{app_id}`, its `/configs`, `/config/{config_id}`, `/action-workflows`, `/branches` and
    `/installs`, `/v1/action-workflows/configs/{action_config_id}` and `/v1/installs/{install_id}/workflows`.

    Args:
        client: reads the API.
        id_or_name: the app.
        configs: how many of the newest usable configs come whole, or "all"; all others come bare.
        workflows: how many of the newest workflows of each install come.
        tick: called on this thread about every 0.1 seconds.

    Raises:
        NuonError: the app itself cannot be had; see `Client.app`.
        ValueError: `configs` or `workflows` is no such number.
        KeyboardInterrupt: at once; all requests under way are cancelled.
    """
    questions = _questions(client, configs, workflows)
    return client.run(questions.app(id_or_name), _ticking(tick, questions.tally))


def _questions(client: Client, configs: Configs, workflows: int) -> Questions:
    if configs != "all" and not _is_count(configs):
        problem = 'configs must be a number from 0, or "all"'
        raise ValueError(problem)
    if not _is_count(workflows):
        problem = "workflows must be a number from 0"
        raise ValueError(problem)
    return Questions(client.api, client.settings, configs, workflows, Tally())


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _ticking(tick: Tick | None, tally: Tally) -> Callable[[], None] | None:
    return None if tick is None else lambda: tick(tally.progress())
