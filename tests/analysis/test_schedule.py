"""What is scheduled, across apps: in words, with the next run as of the moment of the records."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook import demo, load_app, load_installer, session
from nuon_notebook.analysis.cron import read_cron
from nuon_notebook.analysis.schedule import schedule
from nuon_notebook.errors import InvalidArgumentError
from nuon_notebook.models import App, AppConfig
from tests.analysis.fleets import NOW, app, install
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.analysis.conftest import Place

COMPONENT = {"id": "con1", "component_id": "cmp1", "component_name": "database", "drift_schedule": "0 3 * * *"}


def config(version: int = 1, **fields: Any) -> AppConfig:
    content = {"component_config_connections": [COMPONENT], **fields}
    return AppConfig.model_validate({"id": f"cfg{version}", "version": version, "status": "active", **content})


def with_drift_schedule(expression: str | None) -> AppConfig:
    return config(component_config_connections=[COMPONENT | {"drift_schedule": expression}])


def test_the_demo_world_answers_what_is_scheduled_across_apps() -> None:
    found = schedule(load_installer("demo"))
    assert [(row.what, row.when, row.app, row.version) for row in found.rows][:4] == [
        ("drift check of api", "Every 6 hours, only in December", "Harbor Desk", 11),
        ("action health-check", "Every 15 minutes, only in December", "Harbor Desk", 11),
        ("drift check of ingress", "Every 30 minutes, only in December", "Harbor Desk", 11),
        ("drift check of database", "At 03:00 UTC, only in December", "Harbor Desk", 11),
    ]
    assert (found.rows[0].next_run, found.rows[0].due_in) == (datetime(2025, 12, 1, tzinfo=UTC), timedelta(days=6.5))


def test_totals_agree_with_the_models() -> None:
    apps = load_installer("demo").apps
    configs = [next(one for one in each.configs if one.usable) for each in apps]  # older ones have the same schedules
    crons = [t.cron_schedule for one in configs for action in one.actions for t in action.triggers if t.cron_schedule]
    drift = [each.drift_schedule for one in configs for each in one.components if each.drift_schedule]
    sandboxes = [one.sandbox.drift_schedule for one in configs if one.sandbox and one.sandbox.drift_schedule]
    assert sorted(row.cron or "" for row in schedule(apps).rows) == sorted([*crons, *drift, *sandboxes])


def test_without_a_moment_no_next_run_is_made_up() -> None:
    (row,) = schedule(app(configs=[config()], moment=None)).rows
    assert (row.next_run, row.due_in, row.when) == (None, None, "Every day at 03:00 UTC")


WEEKLY = COMPONENT | {"id": "con2", "component_id": "cmp2", "component_name": "cache", "drift_schedule": "0 4 * * 0"}
UNREADABLE = COMPONENT | {
    "id": "con3",
    "component_id": "cmp3",
    "component_name": "queue",
    "drift_schedule": "@sometimes",
}


def test_a_period_leaves_out_and_counts_what_runs_later_and_keeps_what_is_not_known() -> None:
    made = app(configs=[config(component_config_connections=[COMPONENT, WEEKLY, UNREADABLE])])
    for until in ("2d", timedelta(days=2), NOW + timedelta(days=2), "2025-11-26T12:00"):
        found = schedule(made, until=until)
        assert ([row.name for row in found.rows], found.until, found.later) == (
            ["database", "queue"], NOW + timedelta(days=2), 1
        )  # fmt: skip
        assert "until 2025-11-26 12:00 UTC · 1 later" in str(found)
    whole = schedule(made)
    assert (len(whole.rows), whole.until, whole.later) == (3, None, 0)
    assert schedule(made.configs[0], until="2d").later == 1


def test_the_end_of_a_period_is_within_it() -> None:
    assert [row.name for row in schedule(app(configs=[config()]), until="2025-11-25T03:00").rows] == ["database"]


def test_a_period_without_end_does_not_overflow() -> None:
    assert schedule(app(configs=[config()]), until=timedelta.max).later == 0


def test_a_period_that_cannot_be_used_is_refused_in_one_paragraph() -> None:
    def holds(until: Any, why: str) -> None:
        with pytest.raises(InvalidArgumentError, match=why) as caught:
            schedule(app(configs=[config()]), until=until)
        assert "\n" not in str(caught.value)

    refused: list[tuple[Any, str]] = [
        ("soon", "until='soon' is neither"), ("-7d", "is neither"), (7, "until=7 is neither"),
        ("0d", "is not a span after now"), (timedelta(days=-1), "is not a span after now"),
    ]  # fmt: skip
    assert failures(holds, refused) == []
    with pytest.raises(InvalidArgumentError, match="parsed without a client"):
        schedule(app(configs=[config()], moment=None), until="7d")


EXPRESSIONS: dict[str, tuple[str, bool, datetime | None]] = {
    "0 3 * * *": ("Every day at 03:00 UTC", True, datetime(2025, 11, 25, 3, tzinfo=UTC)),
    "@daily": ("Every day at 00:00 UTC", True, datetime(2025, 11, 25, tzinfo=UTC)),
    "0 9 ? * 1": ("At 09:00 UTC, only on Monday", True, datetime(2025, 12, 1, 9, tzinfo=UTC)),
    "CRON_TZ=Europe/Berlin 0 9 * * *": (
        "Every day at 09:00 Europe/Berlin",
        True,
        datetime(2025, 11, 25, 8, tzinfo=UTC),
    ),
    "TZ=Europe/Berlin 0 9 * * *": ("Every day at 09:00 Europe/Berlin", True, datetime(2025, 11, 25, 8, tzinfo=UTC)),
    "@every 1h30m": ("every 1h30m, counted from its start", True, None),
}
INVALID = (
    "61 * * * *", "* * * *", "x" * 5000, "0 0 30 2 *", "{{.nuon.inputs.cron}}", "TZ=Nowhere/X 0 9 * * *",
    "CRON_TZ=../../etc/passwd 0 9 * * *", "@sometimes", "\0", " ",
)  # fmt: skip


def test_an_expression_is_told_in_words_with_its_next_run() -> None:
    def holds(expression: str, expected: tuple[str, bool, datetime | None]) -> None:
        cron = read_cron(expression)
        assert (cron.words, cron.valid, cron.next_run(NOW)) == expected

    assert failures(holds, EXPRESSIONS.items()) == []


def test_an_expression_that_cannot_be_read_survives_and_says_so() -> None:
    def holds(expression: str) -> None:
        found = schedule(app(configs=[with_drift_schedule(expression)]))
        (row,) = found.rows
        assert (row.valid, row.next_run, row.cron) == (False, None, expression)
        assert "1 cannot be read" in str(found), [gap.what for gap in found.gaps]
        assert "✕ invalid" in found._repr_html_()

    assert failures(holds, INVALID) == []


def test_the_clocks_change_is_followed() -> None:
    berlin = read_cron("CRON_TZ=Europe/Berlin 0 9 * * *")
    assert berlin.next_run(datetime(2025, 7, 1, 12, tzinfo=UTC)) == datetime(2025, 7, 2, 7, tzinfo=UTC)


def bare(version: int, status: str = "active") -> AppConfig:
    """A config of which nothing but its entry in the list was loaded."""
    return AppConfig(id=f"cfg{version}", version=version, status=status)


NEVER_DEPLOYED = {"component_statuses": {"cmp1": "pending"}}
DEPLOYED = {"component_statuses": {"cmp1": "active"}}


def test_the_newest_working_version_counts_and_those_that_installs_run() -> None:
    older = config(1, component_config_connections=[COMPONENT, WEEKLY])
    found = schedule(app(install("a", app_config_id="cfg1"), configs=[bare(4, "error"), config(3), config(2), older]))
    assert [(row.name, row.version, row.older_versions, row.versions) for row in found.rows] == [
        ("database", 3, (1,), "v3 and v1"),
        ("cache", 1, (), "v1"),
    ]
    assert not found.gaps


def test_two_schedules_of_one_version_that_look_the_same_do_not_repeat_it() -> None:
    twice = [COMPONENT, COMPONENT | {"id": "con4", "component_id": "cmp4"}]
    (row,) = schedule(config(2, component_config_connections=twice)).rows[:1]
    assert row.versions == "v2"
    (row,) = schedule(app(configs=[config(2, component_config_connections=twice)])).rows
    assert row.versions == "v2"


def test_a_version_that_failed_and_that_installs_run_is_named_without_a_call_that_cannot_help() -> None:
    (gap,) = schedule(app(install("a", app_config_id="cfg3"), configs=[bare(3, "error"), config(2)])).gaps
    assert (gap.what, gap.load) == (
        "v3 of shop, which installs still run (the server does not send its content)", ""
    )  # fmt: skip


def test_a_version_that_installs_run_is_named_although_the_newest_was_not_loaded() -> None:
    found = schedule(app(install("a", app_config_id="cfg1"), configs=[bare(2), bare(1)]))
    assert [gap.what for gap in found.gaps] == ["v2 of shop", "v1 of shop, which installs still run"]


def test_a_version_that_installs_run_and_that_was_not_loaded_is_named_with_the_call() -> None:
    found = schedule(app(install("a", app_config_id="cfg1"), configs=[config(2), bare(1)]))
    assert [(gap.what, gap.load) for gap in found.gaps] == [
        ("v1 of shop, which installs still run", 'schedule(load_app("shop"))')
    ]


def test_a_version_that_no_install_runs_yet_is_not_said_to_be_run() -> None:
    configs = [config(3), bare(2), config(1)]
    never = install("a", app_config_id="cfg1", **NEVER_DEPLOYED)
    found = schedule(app(never, configs=configs))
    assert [(gap.what, gap.load) for gap in found.gaps] == [
        ("v1 of shop, which installs are set to but do not run", None)
    ]
    assert [row.older_versions for row in found.rows] == [()]
    both = schedule(app(never, install("b", app_config_id="cfg2", **DEPLOYED), configs=configs))
    assert [gap.what for gap in both.gaps] == [
        "v2 of shop, which installs still run", "v1 of shop, which installs are set to but do not run",
    ]  # fmt: skip


def test_the_versions_that_installs_run_are_loaded_and_what_they_share_is_one_row() -> None:
    app = load_installer("demo").apps["harbor-desk"]
    assert app.schedule
    assert "v10 and v6 of Harbor Desk, which installs still run" in [gap.what for gap in app.schedule.gaps]
    found = schedule(app)
    assert {row.versions for row in found.rows} == {"v11, v10 and v6"}
    assert [gap.what for gap in found.gaps] == ["v2 of Harbor Desk, which installs are set to but do not run"]


def test_a_config_that_was_not_loaded_in_full_is_named_with_the_call() -> None:
    found = schedule(app(configs=[bare(9), config(8)]))
    assert [row.version for row in found.rows] == [8]
    assert [(gap.what, gap.load) for gap in found.gaps] == [("v9 of shop", 'load_app("shop")')]
    assert [gap.what for gap in schedule(App(name="shop")).gaps] == ["installs of shop", "configs of shop"]
    assert str(schedule(app(configs=[bare(9)]))).startswith("no schedules in what was loaded")


def test_a_config_alone_has_its_own_schedule() -> None:
    installer = load_installer("demo")
    newest = next(one for one in installer.apps["harbor-desk"].configs if one.usable)
    assert {row.version for row in schedule(newest).rows} == {11}
    assert [gap.what for gap in schedule(AppConfig(id="c", version=3)).gaps] == ["the content of v3"]


def test_nothing_scheduled_is_said() -> None:
    assert str(schedule(app(configs=[with_drift_schedule(None)]))).startswith("no schedules\n")
    assert schedule([]).rows == ()


# What is loaded for it


@pytest.fixture
def connected(place: Place, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    """The demo world on loopback; this kernel is connected to it."""
    monkeypatch.setattr(session, "_client", None)  # what it was before is put back
    world = place.server.world
    for name, value in (("API_URL", place.server.url), ("API_TOKEN", world.token), ("ORG_ID", world.org_id)):
        monkeypatch.setenv(f"NUON_{name}", value)
    yield place
    session.client().close()


def test_the_versions_of_all_apps_are_requested_side_by_side(connected: Place) -> None:
    installer = load_installer(demo.INSTALLER_ID, client=connected.client, configs=0, workflows=0)
    connected.together(5, "recurse=true")
    assert len(schedule(installer).rows) == 12


def test_a_secret_of_a_version_that_was_just_loaded_is_masked(connected: Place) -> None:
    secret = "correct-horse-" + "battery"

    def hidden(config: Any) -> Any:
        config["input"]["inputs"][0] |= {"sensitive": True, "default": secret}
        config["component_config_connections"][0]["drift_schedule"] = secret
        return config

    app = load_app("harbor-desk", client=connected.client, workflows=0)
    connected.rewrite(f"/config/{app.configs['v6'].id}", hidden)
    found = schedule(app)
    assert "1 cannot be read" in str(found), [gap.what for gap in found.gaps]
    assert secret not in str(found) + found._repr_html_() + str(found.rows)


def test_a_version_that_could_not_be_loaded_is_named_with_why(connected: Place) -> None:
    app = load_app("harbor-desk", client=connected.client, workflows=0)
    connected.server.fail_next(f"/config/{app.configs['v6'].id}", status=403, body='{"error": "no permission"}')
    assert [gap.what for gap in schedule(app).gaps if "v6" in str(gap.what) and "403" in str(gap.what)] != []
