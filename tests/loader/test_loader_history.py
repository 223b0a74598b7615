"""What a version carried over is shown as what it really was, or is marked as what it is today."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from nuon_notebook.loader import LoadOptions, load_app

if TYPE_CHECKING:
    from nuon_notebook.models import App, AppConfig, ComponentConfigConnection

DESK, LAKE = "harbor-desk", "grain-lake"


def _version(app: App, version: int) -> AppConfig:
    return next(config for config in app.configs if config.version == version)


def _true_versions(place: Any, name: str, version: int) -> dict[str, int]:
    """By component name, the version that carried what `version` really had."""
    found: dict[str, int] = {}
    for config in place.app(name).configs[:version]:
        found |= {row["component_name"]: config.record["version"] for row in config.connections}
    return found


def _told(one: ComponentConfigConnection) -> str:
    return one.origin.split(" v")[-1]


def test_with_all_configs_in_hand_every_version_shows_its_own_history(place: Any) -> None:
    app = load_app(place.client, LAKE, LoadOptions(configs="all"))
    for version in range(1, 6):
        shown = {one.name: int(_told(one)) for one in _version(app, version).components}
        assert shown == _true_versions(place, LAKE, version)


def test_history_is_the_record_that_the_version_really_had_not_todays(place: Any) -> None:
    app = load_app(place.client, LAKE, LoadOptions(configs="all"))
    ids = {row["component_id"]: row["id"] for config in place.app(LAKE).configs[:2] for row in config.connections}
    assert {one.component_id: one.id for one in _version(app, 2).components} == ids


def test_what_is_not_in_hand_is_marked_as_it_is_today_and_nothing_is_wrong(place: Any) -> None:
    app = load_app(place.client, DESK, LoadOptions(configs=3))
    origins = [one for version in (11, 10, 9) for one in _version(app, version).components]
    today = [one for one in origins if one.origin == "carried over; shown as it is today"]
    assert today
    for version in (11, 10, 9):
        true = _true_versions(place, DESK, version)
        known = [one for one in _version(app, version).components if "today" not in one.origin]
        assert {one.name: int(_told(one)) for one in known} == {one.name: true[one.name] for one in known}


def test_what_a_broken_newer_version_made_is_not_taken_for_the_newest_usable_ones(place: Any) -> None:
    app = load_app(place.client, DESK)
    broken = {row["component_name"] for row in place.app(DESK).configs[11].connections}
    own = {row["component_name"] for row in place.app(DESK).configs[10].connections}
    components = _version(app, 11).components
    marked = {one.name for one in components if "today" in one.origin}
    assert marked == (broken - own) & {one.name for one in components}
    assert marked


def test_the_newest_version_shows_what_the_server_appended_as_right(place: Any) -> None:
    newest = load_app(place.client, LAKE).configs[0]
    assert {one.name: int(_told(one)) for one in newest.components} == _true_versions(place, LAKE, 5)


def test_a_version_in_between_that_failed_to_load_leaves_no_guess(place: Any) -> None:
    lake = place.app(LAKE)
    place.server.fail_next(f"config/{lake.configs[2].id}", status=500, times=9)
    app = load_app(place.client, LAKE, LoadOptions(configs="all"))
    for version in (5, 4, 2, 1):
        true = _true_versions(place, LAKE, version)
        for one in _version(app, version).components:
            assert "today" in one.origin or int(_told(one)) == true[one.name]


def test_a_deleted_versions_connection_is_marked_in_older_versions_only(place: Any) -> None:
    lake = place.app(LAKE)
    gone = lake.configs[2]
    place.rewrite(f"{lake.id}/configs", lambda rows: [row for row in rows if row["id"] != gone.id])
    app = load_app(place.client, LAKE, LoadOptions(configs="all"))
    made_then = {row["component_name"] for row in gone.connections}
    newest = {one.name: one.origin for one in app.configs[0].components}
    still = {name for name, version in _true_versions(place, LAKE, 5).items() if version == 3} & made_then
    assert still
    assert {newest[name] for name in still} == {"carried over"}
    older = {one.name: one.origin for one in _version(app, 4).components if one.name in still}
    assert set(older.values()) == {"carried over; shown as it is today"}
