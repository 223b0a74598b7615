"""The public function `compare`: which versions its words mean, what it requests, what it says where it cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook import NuonError, compare, load_app
from nuon_notebook.errors import InvalidArgumentError, InvalidIdError
from nuon_notebook.models import AppConfig
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.analysis.conftest import Place

DESK = "harbor-desk"


def versions(found: Any) -> tuple[str, str]:
    return found.old, found.new


def test_words_mean_versions(place: Place) -> None:
    app = load_app(DESK, client=place.client, workflows=0)
    ids = {config.version: config.id for config in app.configs}

    def holds(old: Any, new: Any, expected: tuple[str, str]) -> None:
        assert versions(compare(app, old, new, client=place.client)) == expected

    assert failures(holds, [
        ("v10", "v11", ("v10", "v11")),
        ("V10", "11", ("v10", "v11")),
        (10, 11, ("v10", "v11")),
        ("v11", "v10", ("v11", "v10")),
        (ids[10], ids[11], ("v10", "v11")),
        ("previous", "latest", ("v10", "v11")),
        ("previous", "v9", ("v8", "v9")),
        ("v9", "previous", ("v9", "v10")),
        ("eastgate-bank", "newest", ("v6", "v11")),
        ("Eastgate-Bank", "newest working", ("v6", "v11")),
        ("latest", "latest", ("v11", "v11")),
    ]) == []  # fmt: skip


def test_without_words_the_two_newest_that_work_are_compared(place: Place) -> None:
    assert versions(compare(DESK, client=place.client)) == ("v10", "v11")


def test_configs_of_two_apps_are_not_compared() -> None:
    desk, lake = (load_app(f"demo/{name}", workflows=0).configs for name in (DESK, "grain-lake"))
    with pytest.raises(InvalidArgumentError) as refused:
        compare(desk["v11"], lake["v5"])
    assert str(refused.value) == (
        "v11 of Harbor Desk and v5 of Grain Lake cannot be compared. They are versions of different apps. "
        'Give two versions of one app, for instance `compare(app, "v10", "v11")`.'
    )
    assert versions(compare(AppConfig(version=1), AppConfig(version=2))) == ("v1", "v2")


def test_two_configs_are_compared_with_what_they_lack_loaded(place: Place) -> None:
    app = load_app(DESK, client=place.client, configs=0, workflows=0)
    found = compare(app.configs[2], app.configs[1], client=place.client)
    assert versions(found) == ("v10", "v11")
    assert len(found) == 6
    assert found.not_compared == ()


def test_a_wrong_version_says_what_there_is_and_what_is_nearest(place: Place) -> None:
    def holds(word: str, *told: str) -> None:
        with pytest.raises(InvalidIdError) as caught:
            compare(DESK, word, "latest", client=place.client)
        text = str(caught.value)
        assert "\n" not in text
        assert [one for one in told if one not in text] == []

    assert failures(holds, [
        ("v13", "harbor-desk has no version `v13`", "v1 to v12", "Did you mean v12?"),
        ("99", "Did you mean v12?"),
        ("0", "Did you mean v1?"),
        ("lastest", "Did you mean latest?"),
        ("eastgate", "Did you mean eastgate-bank?", "cobalt-freight"),
        ("xyzzy", "`latest`", "Name one of these.", "and the versions that brightwater-energy, "),
        ("v12", "It failed (component assistant", "mapping values are not allowed", "The newest that works is v11"),
    ]) == []  # fmt: skip


def test_a_secret_for_a_version_is_not_repeated(place: Place) -> None:
    token = "gh" + "p_" + "a1B2" * 9
    with pytest.raises(InvalidIdError) as caught:
        compare(DESK, token, client=place.client)
    assert token not in str(caught.value)


def test_there_may_be_no_version_before(place: Place) -> None:
    with pytest.raises(InvalidIdError, match=r"no version before v1\. There are v1 to v12\."):
        compare(DESK, "previous", "v1", client=place.client)


def test_only_apps_and_pairs_of_configs_are_compared() -> None:
    for wrong in ((1,), (AppConfig(id="cfg"),), ("demo/harbor-desk", AppConfig(id="cfg"))):
        with pytest.raises(TypeError, match="two configs, or an app and two of its versions"):
            compare(*wrong)


def test_configs_that_were_parsed_by_hand_are_compared_as_they_are() -> None:
    old, new = (
        AppConfig.model_validate({"id": f"cfg{tag}", "version": version, "runner": {"app_runner_type": tag}})
        for version, tag in ((1, "a"), (2, "b"))
    )
    found = compare(old, new)
    assert "Runner" not in [change.part for change in found]
    assert {one.name for one in found.not_compared} >= {"Components", "Secrets"}


# What is requested


def paths(place: Place) -> list[str]:
    """Every request as the last parts of its path, the ids of configs by their version."""
    named = {config.id: f"v{config.record['version']}" for config in place.app(DESK).configs}
    found = []
    for path in place.server.paths():
        target = path.partition("?")[0].removeprefix(f"/v1/apps/{place.app(DESK).id}").removeprefix("/v1/")
        for identity, name in named.items():
            target = target.replace(identity, name)
        found.append(target)
    return found


def test_the_fewest_requests_are_made(place: Place) -> None:
    compare(DESK, "v10", "v11", client=place.client)
    found = paths(place)
    actions = [path for path in found if path.startswith("action-workflows/configs/")]
    assert len(set(actions)) == len(actions) == 16
    configs = [f"/config/v{version}" for version in (11, 10, 9, 8, 7, 6, 5, 4, 3)]
    others = [path for path in found if path not in actions]
    assert sorted(others) == sorted(["apps/harbor-desk", "/configs", "/action-workflows", *configs])
    assert others[-7:] == configs[-7:]


def test_earlier_versions_are_loaded_only_as_far_as_they_are_needed(place: Place) -> None:
    compare("grain-lake", "v1", "v2", client=place.client)
    lake = place.app("grain-lake")
    asked = [path for path in place.server.paths() if "recurse" in path]
    assert {next(one.record["version"] for one in lake.configs if one.id in path) for path in asked} == {1, 2}


def test_actions_that_both_versions_share_are_not_requested(place: Place) -> None:
    compare(DESK, "v11", "v11", client=place.client)
    assert not any(path.startswith("action-workflows/configs/") for path in paths(place))


def test_a_version_that_lacks_a_component_is_not_asked_for_it(place: Place) -> None:
    app = place.app(DESK)
    ninth = app.configs[8].id
    place.rewrite(
        f"{app.id}/configs", lambda rows: [row | {"component_ids": []} if row["id"] == ninth else row for row in rows]
    )
    compare(DESK, "v10", "v11", client=place.client)
    assert "/config/v8" in paths(place)
    assert "/config/v9" not in paths(place)


def test_what_was_loaded_is_not_requested_again(place: Place) -> None:
    app = load_app(DESK, client=place.client, configs="all", workflows=0)
    before = len(place.server.paths())
    compare(app, "v10", "v11", client=place.client)
    compare(app.configs[2], app.configs[1])
    compare(app, "eastgate-bank", "latest")
    assert len(place.server.paths()) == before


def test_installs_are_requested_only_for_their_names(place: Place) -> None:
    compare(DESK, "previous", "latest", client=place.client)
    assert "/installs" not in paths(place)
    compare(DESK, "eastgate-bank", "latest", client=place.client)
    assert paths(place).count("/installs") == 1
    assert not any("/workflows" in path for path in place.server.paths())


# What fails


def test_a_failing_part_is_a_note_in_its_place(place: Place) -> None:
    place.server.fail_next("/action-workflows?", status=500, times=9)
    found = compare(DESK, "v10", "v11", client=place.client)
    assert [one.name for one in found.not_compared] == ["Actions"]
    assert "(500)" in (found.not_compared[0].note or "")
    assert len(found) == 6


def test_an_action_that_fails_is_named(place: Place) -> None:
    (first, *_) = place.app(DESK).configs[9].action_configs
    place.server.fail_next(f"/v1/action-workflows/configs/{first['id']}", status=500, times=9)
    found = compare(DESK, "v10", "v11", client=place.client)
    (one,) = found.not_compared
    assert str(one.name).startswith("action ")
    assert "triggers and steps not loaded" in (one.note or "")
    assert "(500)" in (one.note or "")


def test_a_version_that_fails_is_told_for_every_part(place: Place) -> None:
    config = place.app(DESK).configs[9]
    place.server.fail_next(f"/config/{config.id}", status=500, times=9)
    found = compare(DESK, "v10", "v11", client=place.client)
    assert list(found.changes.by("part")) == [change for change in found if change.part == "README"]
    assert {"Components", "Inputs", "Secrets"} <= {str(one.name) for one in found.not_compared}


def test_a_component_whose_history_fails_says_so_and_is_no_change(place: Place) -> None:
    config = place.app(DESK).configs[7]
    place.server.fail_next(f"/config/{config.id}", status=500, times=9)
    found = compare(DESK, "v10", "v11", client=place.client)
    truth = compare("demo/harbor-desk", "v10", "v11")
    unsure = {str(one.name).removeprefix("component "): one.note for one in found.not_compared}
    assert {change.name for change in found} | unsure.keys() >= {change.name for change in truth}
    assert {change.name for change in found} <= {change.name for change in truth}
    assert all("v9 or before, which was not loaded" in (note or "") for note in unsure.values())


def test_an_app_that_is_not_there_is_an_error(place: Place) -> None:
    with pytest.raises(NuonError, match="no-such-app"):
        compare("no-such-app", "v1", "v2", client=place.client)


def test_an_interrupt_ends_it_at_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    interrupted: Callable[..., Any] = lambda *_: (_ for _ in ()).throw(KeyboardInterrupt)  # noqa: E731
    monkeypatch.setattr("nuon_notebook.progress.ProgressDisplay.tick", interrupted)
    monkeypatch.setattr("nuon_notebook.progress._output", object)
    monkeypatch.setattr("nuon_notebook.progress.ProgressDisplay.end", lambda _: None)
    place.server.delay(30)
    with pytest.raises(KeyboardInterrupt):
        compare(DESK, "v10", "v11", client=place.client)
    place.server.delay(0)
