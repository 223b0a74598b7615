"""The picture of the versions that installs run: a bar per app and version, and the same in words."""

from __future__ import annotations

from nuon_notebook import load_installer
from nuon_notebook.analysis.overview import Overview, overview
from nuon_notebook.analysis.version_chart import LEFT, LENGTH, MAX_ROWS, version_chart
from nuon_notebook.analysis.version_groups import VersionGroup
from nuon_notebook.models import Collection
from tests.analysis.drawings import Picture, pictures_in


def drawn(found: Overview) -> Picture:
    (picture,) = (one for one in pictures_in(found._repr_html_()) if one.alt.startswith("Installs by version"))
    return picture


def group(version: int, installs: int, **fields: int) -> VersionGroup:
    return VersionGroup(app="shop", title=f"v{version}", version=version, installs=installs, **fields)


def bars(*groups: VersionGroup) -> list[list[tuple[str, float, float]]]:
    rows = version_chart(groups).rows
    return [[(part.kind, part.x, part.width) for part in row.parts] for row in rows if not row.is_app]


def test_each_app_and_version_of_the_demo_world_is_drawn_and_told() -> None:
    found = overview(load_installer("demo"))
    picture = drawn(found)
    for one in found.versions:
        assert one.app in picture.texts
        assert one.title in picture.texts
        assert f"{one.app} {one.title}: {one.installs} install" in picture.alt
    assert "1 install, ✕ 1 failing, 5 behind, 23d older" in picture.texts


def test_bars_are_as_long_as_their_share_and_told_apart() -> None:
    assert bars(group(3, 4, failing=1, waiting=1, only_waiting=1), group(2, 2), group(1, 0)) == [
        [
            ("others", LEFT, LENGTH / 2),
            ("failing", LEFT + LENGTH / 2, LENGTH / 4),
            ("waiting", LEFT + LENGTH * 3 / 4, LENGTH / 4),
        ],
        [("others", LEFT, LENGTH / 2)],
        [],
    ]


def test_an_install_that_fails_and_waits_counts_once() -> None:
    assert bars(group(1, 1, failing=1, waiting=1)) == [[("failing", LEFT, LENGTH)]]


def test_an_install_that_waits_for_approval_and_for_the_customer_counts_once() -> None:
    both = bars(group(1, 2, waiting=1, for_customer=1, only_waiting=1, undeployed=1, only_undeployed=1))
    assert both == [[("not deployed", LEFT, LENGTH / 2), ("waiting", LEFT + LENGTH / 2, LENGTH / 2)]]


def test_an_install_to_which_nothing_was_deployed_is_told_apart() -> None:
    assert bars(group(1, 3, undeployed=2, only_undeployed=1, failing=1)) == [
        [
            ("others", LEFT, LENGTH / 3),
            ("not deployed", LEFT + LENGTH / 3, LENGTH / 3),
            ("failing", LEFT + LENGTH * 2 / 3, LENGTH / 3),
        ]
    ]
    (stuck,) = (one for one in overview(load_installer("demo")).versions if one.title == "v2")
    assert (stuck.undeployed, stuck.only_undeployed) == (1, 1)


def test_many_versions_are_counted() -> None:
    chart = version_chart([group(number, 1) for number in range(100)])
    assert (len(chart.rows), chart.rest) == (MAX_ROWS, "61 more versions not drawn")


def test_customers_are_not_in_the_picture() -> None:
    installer = load_installer("demo")
    picture = drawn(overview(installer))
    assert [one.name for one in installer.installs if (one.name or "") in picture.svg + picture.alt] == []


def test_without_installs_there_is_no_picture() -> None:
    assert pictures_in(Overview(groups=Collection([group(1, 0)]))._repr_html_()) == []


def test_it_is_small_and_the_same_each_time() -> None:
    first, second = (drawn(overview(load_installer("demo"))) for _ in range(2))
    assert first == second
    assert first.size < 6 * 1024
