"""%nuon_connect in a real kernel: what it shows, and what it never does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from nuon_notebook.demo import Server

    Kernel = Any
    Configured = Callable[..., Kernel]


def test_server_version_org_and_the_source_of_each_setting_are_shown(
    configured: Configured, settings: dict[str, str]
) -> None:
    (bundle,) = configured(**settings).run("%nuon_connect").shown
    facts = [
        settings["NUON_API_URL"], "connected", "0.19.687", settings["NUON_ORG_ID"],
        "environment NUON_API_URL", "environment NUON_API_TOKEN", "environment NUON_ORG_ID",
    ]  # fmt: skip
    assert [fact for fact in facts if fact not in bundle["text/plain"]] == []
    assert [fact for fact in facts if fact not in bundle["text/html"]] == []


def test_a_token_that_does_not_work_is_told_with_the_reason(configured: Configured, settings: dict[str, str]) -> None:
    refused = "refused-" + "token-value"
    ran = configured(**{**settings, "NUON_API_TOKEN": refused}).run("%nuon_connect")
    (bundle,) = ran.shown
    for text in bundle.values():
        assert "failed" in text
        assert "does not accept the token" in text.replace("\n", " ")
        assert refused not in text


def test_a_server_that_does_not_answer_is_told_with_the_reason(
    configured: Configured, settings: dict[str, str]
) -> None:
    kernel = configured(**{**settings, "NUON_API_URL": "http://127.0.0.1:1"})
    (bundle,) = kernel.run("%nuon_connect").shown
    assert "127.0.0.1:1 " in bundle["text/plain"]
    assert "failed" in bundle["text/plain"]


def test_what_is_missing_is_shown_beside_what_there_is(configured: Configured) -> None:
    (bundle,) = configured(NUON_ORG_ID="org1").run("%nuon_connect").shown
    for text in (" ".join(bundle["text/plain"].split()), bundle["text/html"]):
        expected = ("incomplete", "there is no token", "NUON_API_TOKEN", "environment NUON_ORG_ID", "missing")
        assert [each for each in expected if each not in text] == []


def test_the_demo_is_a_connection_that_needs_no_settings(kernel: Kernel) -> None:
    (bundle,) = kernel.run("%nuon_connect demo").shown
    assert "connected" in bundle["text/plain"]
    assert "the demo world" in bundle["text/plain"]


def test_a_typed_token_connects_and_is_in_no_message(configured: Configured, settings: dict[str, str]) -> None:
    token = settings.pop("NUON_API_TOKEN")
    kernel = configured(**settings)
    asked = kernel.run("%nuon_connect --ask", answer=token)
    listed = kernel.run("%nuon_apps")
    assert len(asked.prompts) == 1
    assert "connected" in asked.shown[0]["text/plain"]
    assert listed.shown
    assert token not in repr([asked, listed])


def test_the_org_is_asked_for_where_no_setting_names_it(configured: Configured, settings: dict[str, str]) -> None:
    org = settings.pop("NUON_ORG_ID")
    ran = configured(**settings).run("%nuon_connect --ask", answer=org)
    assert [prompt.split()[0] for prompt in ran.prompts] == ["Token", "Org"]


def test_a_setting_that_changes_is_taken_into_account_at_once(configured: Configured, settings: dict[str, str]) -> None:
    kernel = configured(**{**settings, "NUON_API_TOKEN": "another-" + "token-value"})
    assert kernel.run("%nuon_apps").error.startswith("UnauthorizedError")
    kernel.run(f"%env NUON_API_TOKEN={settings['NUON_API_TOKEN']}")
    assert kernel.run("%nuon_apps").shown


def test_the_demo_does_not_touch_the_connection(
    configured: Configured, server: Server, settings: dict[str, str]
) -> None:
    kernel = configured(**settings)
    kernel.run("%nuon_installer demo")
    assert server.requests == []
    assert kernel.run("%nuon_apps").shown
    assert server.requests


def test_the_demo_world_is_never_asked_a_token_for(kernel: Kernel) -> None:
    assert "the demo world needs none" in kernel.run("%nuon_connect demo --ask").error


@pytest.mark.parametrize("line", ["%nuon_connect {}", "%nuon_connect --token {}", "%nuon_connect --token={}"])
def test_a_token_in_the_line_is_refused_and_not_repeated(kernel: Kernel, line: str) -> None:
    token = "written-" + "in-the-cell"
    ran = kernel.run(line.format(token))
    assert ran.text.startswith("UsageError: ")
    assert token not in ran.text


def test_a_typed_token_that_is_refused_is_told_as_the_one_that_was_typed(
    configured: Configured, settings: dict[str, str]
) -> None:
    ran = configured(**settings).run("%nuon_connect --ask", answer="mistyped-" + "token")
    assert "does not accept the token (from: typed at the prompt" in " ".join(ran.shown[0]["text/plain"].split())


def test_waiting_for_a_slow_server_is_shown(configured: Configured, server: Server, settings: dict[str, str]) -> None:
    kernel = configured(**settings)
    server.delay(0.8)
    (shown,) = kernel.run("%nuon_connect").contents("display_data")
    assert shown["data"] == {"text/plain": "Loading the connection …"}
