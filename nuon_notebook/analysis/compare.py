"""The public function `compare`: loads what a comparison of two versions needs, and compares them."""

from __future__ import annotations

from typing import TYPE_CHECKING, overload

from nuon_notebook import session
from nuon_notebook.analysis.comparer import compare_configs
from nuon_notebook.analysis.versions import needs_installs, versions_of
from nuon_notebook.errors import InvalidArgumentError
from nuon_notebook.loader.comparison import VersionLoader, is_comparable
from nuon_notebook.loader.load import load_app_versions
from nuon_notebook.models import App, AppConfig
from nuon_notebook.progress import show_progress
from nuon_notebook.redaction.masking import mask_text
from nuon_notebook.redaction.sensitive_values import masking_by

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.analysis.comparison import Comparison
    from nuon_notebook.client import Client
    from nuon_notebook.loader import Progress

    OnProgress = Callable[[Progress], None] | None

Version = str | int


@overload
def compare(old: AppConfig, new: AppConfig, /, *, client: Client | None = None) -> Comparison: ...
@overload
def compare(
    app: App | str, old: Version = "previous", new: Version = "latest", /, *, client: Client | None = None
) -> Comparison: ...
def compare(
    subject: AppConfig | App | str,
    old: AppConfig | Version = "previous",
    new: Version = "latest",
    /,
    *,
    client: Client | None = None,
) -> Comparison:
    """Compare two versions of an app's config: `compare("demo/harbor-desk", "v10", "v11")`, or `compare(old, new)`.

    What is missing is loaded: both configs in full, their actions with triggers and steps, and of components that were
    carried over the earlier versions that made them. Shows progress once loading takes longer than half a second. If a
    part fails, a note takes its place. Uses `GET /v1/apps/{app_id}`, its `/configs`, `/config/{config_id}`,
    `/action-workflows` and `/installs` (for names of installs), and `/v1/action-workflows/configs/{action_config_id}`.

    Args:
        subject: An app, its id or name, or `demo/NAME`; or a config.
        old: The version to compare with: `v10`, `10`, a config's id, `latest` (the newest that works), `previous` (the
            one before `new`), or the name of an install, for the version that it runs. After a config, another one.
        new: The version that is compared; likewise.
        client: Sends the requests. Default: the demo world for its apps, else the connection of this kernel.

    Returns:
        The changes, which display themselves; `len()` is their number, `to_frame()` a table.

    Raises:
        InvalidArgumentError: The configs are those of two apps.
        InvalidIdError: A word means no version, or one that the server does not send.
        SettingsError: Something is missing, and a setting for loading it is missing or invalid.
        NuonError: The app could not be loaded.
        TypeError: The arguments are neither two configs, nor an app and two versions.
        KeyboardInterrupt: Immediately; all pending requests are cancelled.
    """
    if isinstance(subject, AppConfig) and isinstance(old, AppConfig):
        return _of_configs(subject, old, client)
    if not isinstance(subject, App | str) or isinstance(old, AppConfig):
        problem = "compare() takes two configs, or an app and two of its versions"
        raise TypeError(problem)
    title = subject if isinstance(subject, str) else subject.title
    with show_progress(f"versions of {title}") as tick:
        app, client = _app_of(subject, client, tick)
        return _of_app(app, old, new, client, tick)


def _app_of(subject: App | str, client: Client | None, tick: OnProgress) -> tuple[App, Client | None]:
    """Return an app with the list of its configs, and the client that loads more of it; None for that of the app."""
    if isinstance(subject, str):
        client, name = (client, subject) if client else session.resolve_app(subject)
        return load_app_versions(client, name, tick), client
    asked = client or (_client_of(subject) if subject.server else None)
    if subject.was_loaded("configs") or not subject.id or asked is None:
        return subject, client
    return load_app_versions(asked, subject.id, tick), client


def _of_app(app: App, old: Version, new: Version, client: Client | None, tick: OnProgress) -> Comparison:
    if needs_installs(app, (old, new)) and (client or app.server):
        loader = VersionLoader(client or _client_of(app), app, tick)
        loader.load_installs()
        app = loader.app
    return _compared(app, versions_of(app, old, new), client, tick)


def _of_configs(old: AppConfig, new: AppConfig, client: Client | None) -> Comparison:
    app = new.owner or old.owner
    if old.app_id and new.app_id and old.app_id != new.app_id:
        raise _of_two_apps(old, new)
    if app is None or not {old.id, new.id} <= {config.id for config in app.configs}:
        return compare_configs(old, new)
    with show_progress(f"{old.title} and {new.title} of {app.title}") as tick:
        return _compared(app, (old, new), client, tick)


def _of_two_apps(old: AppConfig, new: AppConfig) -> InvalidArgumentError:
    with masking_by([old, new]):
        names = [mask_text(f"{one.title} of {one.owner.title if one.owner else one.app_id}") for one in (old, new)]
    return InvalidArgumentError(
        what=f"{names[0]} and {names[1]} cannot be compared.",
        why="They are versions of different apps.",
        advice='Give two versions of one app, for instance `compare(app, "v10", "v11")`.',
    )


def _compared(app: App, pair: tuple[AppConfig, AppConfig], client: Client | None, tick: OnProgress) -> Comparison:
    if not is_comparable(app, *pair) and (client or app.server):
        loader = VersionLoader(client or _client_of(app), app, tick)
        loader.load_versions(*pair)
        by_id = {config.id: config for config in loader.app.configs}
        pair = by_id[pair[0].id], by_id[pair[1].id]
    return compare_configs(*pair)


def _client_of(app: App) -> Client:
    return session.demo_client() if session.is_demo_record(app) else session.client()
