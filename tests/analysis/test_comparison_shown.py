"""How a comparison is shown: as a page, as an outline, as a frame; and what is never shown."""

from __future__ import annotations

import json
import re
import sys
from typing import Any

import pytest

from nuon_notebook import compare, configure, load_installer
from nuon_notebook.analysis.comparer import compare_configs
from nuon_notebook.analysis.differences import GONE
from nuon_notebook.errors import MissingPackageError
from nuon_notebook.redaction.sanitize import terminal_width
from tests.analysis.edits import changed, parse
from tests.analysis.payloads import another_version, base
from tests.demo_generator.values import SECRETS
from tests.leaks.marked import NAMES, marked, marks

BASE = base()
OLD, NEW = "an0ther-" + "Secr3t-value", "the-new-" + "Secr3t-value"


@pytest.fixture(scope="module")
def found() -> Any:
    return compare("demo/harbor-desk", "v10", "v11")


@pytest.fixture(scope="module")
def large() -> Any:
    return compare("demo/harbor-desk", "v1", "v11")


def page_of(found: Any) -> str:
    return str(found._repr_html_())


def test_the_head_says_how_many_changes_of_which_kind(found: Any) -> None:
    first, second, *_ = str(found).splitlines()
    assert first == "v10 → v11 6 changes: 4 components changed, sandbox changed, README changed"
    assert second == "harbor-desk"


def test_the_outline_fits_a_terminal(found: Any, large: Any) -> None:
    lines = [*str(found).splitlines(), *str(large).splitlines()]
    assert [line for line in lines if sum(map(terminal_width, line)) > 80] == []
    assert "├─ migrate component changed · tag: 2.13.0 → 2.18.3" in lines


def test_it_is_iterated_and_counted_by_its_changes(found: Any) -> None:
    assert [change.name for change in found][:2] == ["api", "migrate"]
    assert len(found) == len(found.changes) == 6
    assert found
    assert not compare("demo/harbor-desk", "v11", "v11")


def test_what_was_removed_comes_first_and_what_was_added_last(large: Any) -> None:
    back = compare("demo/harbor-desk", "v11", "v1")
    for one, order in ((large, ["changed", "added"]), (back, ["removed", "changed"])):
        kinds = [change.change for change in one if change.part == "component"]
        assert list(dict.fromkeys(kinds)) == order


def test_long_texts_are_folded_differences_of_lines(found: Any) -> None:
    page = page_of(found)
    assert re.search(rf"<details><summary><i>values file</i> \+1 {GONE}1 lines</summary>\s*<pre>", page)
    assert f"\n{GONE}   tag: &#34;2.10.1&#34;\n+   tag: &#34;2.18.3&#34;\n" in page
    assert "autoscaling" not in page


def test_every_change_displays_itself_too(large: Any) -> None:
    for change in large:
        assert change.name is None or change.name in page_of(change)
        for one in change.properties:
            assert one.name in str(one)
    assert "api" in page_of(large.changes)


def test_the_page_is_the_same_every_time(large: Any) -> None:
    assert page_of(large) == page_of(compare("demo/harbor-desk", "v1", "v11"))


def test_the_page_stays_within_its_budget() -> None:
    rows = [{**BASE["input"]["inputs"][0], "id": f"app{number}", "name": f"n{number}"} for number in range(5000)]
    new = changed({**BASE, "readme": "\n".join(map(str, range(20_000)))}, ("input", "inputs"), lambda _: rows)
    page = page_of(compare_configs(parse(BASE), parse(new)))
    assert len(page.encode()) <= 256 * 1024
    assert re.search(r"… and [\d,]+ more: <code>_\.changes\[\d+:\]", page)


# What is never shown


def shown(found: Any) -> str:
    frame = found.to_frame().to_csv()
    parts = [*found, *(one for change in found for one in change.properties)]
    alone = [text for one in parts for text in (str(one), repr(one), page_of(one))]
    return "\n".join([page_of(found), str(found), repr(found), frame, *alone])


def secrets_between(old: Any, new: Any) -> str:
    return shown(compare_configs(parse(old), parse(another_version(new))))


def test_no_secret_of_the_demo_world_is_shown(large: Any, found: Any) -> None:
    text = shown(large) + shown(found) + shown(compare("demo/grain-lake", "v1", "v5"))
    assert [secret for secret in SECRETS if secret in text] == []


def test_a_secret_that_changed_says_only_that() -> None:
    path = ("secrets", "secrets", 0, "default")
    old, new = (changed(BASE, path, lambda _, value=value: value) for value in (OLD, NEW))
    (change,) = compare_configs(parse(old), parse(another_version(new)))
    assert [(one.name, one.in_words) for one in change.properties] == [("default", "changed")]
    text = secrets_between(old, new)
    assert "default" in text
    assert OLD not in text
    assert NEW not in text


def test_the_default_of_an_input_that_becomes_sensitive_is_not_shown() -> None:
    index = next(i for i, row in enumerate(BASE["input"]["inputs"]) if row["name"] == "smtp_user")
    old = changed(BASE, ("input", "inputs", index, "default"), lambda _: OLD)
    new = changed(
        changed(old, ("input", "inputs", index, "default"), lambda _: NEW),
        ("input", "inputs", index, "sensitive"),
        lambda _: True,
    )
    text = secrets_between(old, new)
    assert NEW not in text
    assert OLD not in text


def test_a_secret_is_masked_in_every_other_text() -> None:
    old = changed(BASE, ("secrets", "secrets", 0, "default"), lambda _: OLD)
    text = secrets_between(old, {**old, "readme": f"Now it says {OLD}\nand more\n"})
    assert "and more" in text
    assert OLD not in text


def test_what_a_scanner_recognises_is_masked_before_lines_are_compared() -> None:
    token = "gh" + "p_" + "a1B2" * 9
    kind = "PRIVATE KEY"
    key = "\n".join((f"-----BEGIN {kind}-----", "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC" * 3, f"-----END {kind}-----"))
    text = secrets_between(BASE, {**BASE, "readme": f"{BASE['readme']}\ntoken {token}\n{key}\n"})
    assert token not in text
    assert "MIIEvQ" not in text


def test_no_marked_value_is_shown_of_anything_that_changed_was_added_or_removed() -> None:
    old = marked("app.AppConfig", BASE)
    new = json.loads(re.sub(r"zq(\d{3})", r"zy\1", json.dumps(another_version(old))))
    hidden = marks("never", "withheld", "never_if", "keys", "scan", "values", "people")
    changes = secrets_between(old, new)
    less = {name: value for name, value in BASE.items() if not isinstance(value, dict | list) and name != "readme"}
    less |= {"component_config_connections": [], "stack": {"name": "so that it counts as loaded"}}
    whole = "\n".join((changes, secrets_between(old, less), secrets_between(less, old)))
    assert sorted(row for mark, row in hidden.items() if mark in whole or mark.replace("zq", "zy") in whole) == []
    named = [NAMES[row] for row in (("app.AppSandboxConfig", "variables"), ("app.HelmComponentConfig", "values"))]
    assert [name for name in named if name not in changes] == []


def test_literal_values_of_variables_are_shown_only_on_request() -> None:
    path = ("sandbox", "variables", "instance_type")
    new = changed(BASE, path, lambda _: "m7g.2xlarge")
    hidden = secrets_between(BASE, new)
    assert "instance_type" in hidden
    assert "m7g.2xlarge" not in hidden
    configure(show_values=True)
    try:
        text = secrets_between(BASE, new)
        assert "m7g.xlarge → m7g.2xlarge" in text
        password = changed(BASE, ("sandbox", "variables", "registry_password"), lambda _: NEW)
        assert NEW not in secrets_between(BASE, password)
    finally:
        configure(show_values=False)


def test_people_are_abbreviated_and_customers_marked() -> None:
    path = ("sandbox", "connected_github_vcs_config", "vcs_connection", "vcs_connection_commit", 0, "author_email")
    text = secrets_between(BASE, changed(BASE, path, lambda _: "somebody.else@example.com"))
    assert "somebody" not in text
    assert "s…@example.com" in text
    index = next(i for i, row in enumerate(BASE["action_workflow_configs"]) if row.get("break_glass_role_arn"))
    arn = "arn:aws:iam::123456789012:role/acme"
    text = secrets_between(
        BASE, changed(BASE, ("action_workflow_configs", index, "break_glass_role_arn"), lambda _: arn)
    )
    assert f"<span class=nuon-c>{arn}</span>" in text


# Frames


def test_a_frame_has_a_row_for_each_property(found: Any) -> None:
    frame = found.to_frame()
    (row,) = frame[frame.item == "migrate"].itertuples(index=False)
    assert tuple(row)[1:] == (
        "Harbor Desk", "v10", "v11", "component", "migrate", "changed", "tag", "2.13.0", "2.18.3", False
    )  # fmt: skip


def test_without_pandas_there_is_the_command_that_installs_it(found: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pandas", None)
    with pytest.raises(MissingPackageError, match=r"pip install 'nuon-notebook\[analysis\]'"):
        found.to_frame()


def test_what_is_the_same_is_one_item_of_the_outline_however_long() -> None:
    app = load_installer("demo").apps["harbor-desk"]
    lines = str(compare(app, "v10", "v11")).splitlines()
    first = next(number for number, line in enumerate(lines) if "the same:" in line)
    assert lines[first].startswith("├─ the same: 19 components, ")
    assert lines[first + 1].startswith("│  ")
    assert "runner, stack" in lines[first + 1]
    assert max(map(len, lines)) <= 80
