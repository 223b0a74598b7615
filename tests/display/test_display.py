"""What a page says: the same as the to_text, the same bytes each time, and what could not be shown in its place."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import ClassVar

import pytest
from worlds import app, config, install, installer, step, workflow

from nuon_notebook import load_installer
from nuon_notebook.analysis.install_summary import InstallSummary
from nuon_notebook.display import explorer_html, to_html, to_text
from nuon_notebook.display.sections import Badge, Section
from nuon_notebook.models import App, AppConfig, HelmComponentConfig, Install, Installer
from nuon_notebook.models.action_runs import InstallActionWorkflowRun
from nuon_notebook.models.collection import Collection
from nuon_notebook.models.runner_jobs import RunnerJob
from nuon_notebook.models.workflows import Workflow
from tests.cases import failures
from tests.conformance.schema import MODELS
from tests.explorer.screen import plain
from tests.loaded import loaded, run_by, with_apps


class Headings(HTMLParser):
    """The titles of a page's items in order. The titles of its sections stand in other summaries."""

    def __init__(self) -> None:
        super().__init__()
        self.titles: list[str] = []
        self._begun: list[str] = []
        self._in_summary = False
        self._inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._begun.append(tag)
        if tag == "summary":
            self._in_summary = self._begun[-3:-1] == ["li", "details"]
        self._inside = self._inside or (tag == "b" and self._in_summary)

    def handle_endtag(self, tag: str) -> None:
        self._in_summary = self._in_summary and tag != "summary"
        self._inside = self._inside and tag != "b"

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.titles.append(data)


def titles(page: str) -> list[str]:
    parser = Headings()
    parser.feed(page)
    return parser.titles


def whole() -> Installer:
    workflows = [{**workflow(1, "error"), "steps": [step(0), step(1, "error")]}]
    return installer(app("one", [config(1, 2)], [install(1, workflows)]), app("two", []))


def test_the_outline_has_the_sections_of_the_page_in_its_order() -> None:
    lines = [re.sub(r"^[│├└─ ]+", "", line) for line in to_text(whole()).splitlines()]
    rest = iter(lines)
    missing = [title for title in titles(to_html(whole())) if not any(line.startswith(title) for line in rest)]
    assert titles(to_html(whole()))
    assert missing == []


def test_the_same_model_gives_the_same_bytes() -> None:
    again = Installer.model_validate_json(whole().model_dump_json())
    assert to_html(whole()) == to_html(with_apps(again, whole().apps))
    assert to_text(whole()) == to_text(whole())


def test_a_page_has_no_ids_no_scripts_and_fetches_nothing() -> None:
    page = re.sub(r'<img src="data:image/svg\+xml;base64,[A-Za-z0-9+/=]*" alt="', "", to_html(whole()))
    assert not re.search(r"<script|<link|<img|<iframe|\sid=|\ssrc=|url\(|@import|\son\w+=", page)


def test_the_style_sheet_is_at_most_4_kb() -> None:
    (sheet,) = re.findall(r"<style>.*?</style>", to_html(whole()), re.DOTALL)
    assert len(sheet.encode()) <= 4096


def test_text_of_the_api_is_escaped() -> None:
    page = to_html(App.model_validate({"id": "a", "name": "<img src=x onerror=alert(1)>"}))
    assert "<img" not in page
    assert "&lt;img" in page


def test_a_part_that_cannot_be_read_is_one_line_in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: AppConfig) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(AppConfig, "roles", property(broken))
    page, text = to_html(whole()), to_text(whole())
    assert "could not be shown (ZeroDivisionError)" in page
    assert "component 0001" in page
    assert "Roles: could not be shown (ZeroDivisionError)" in text


def test_a_body_that_cannot_be_shown_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Install) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(Install, "health_reason", property(broken))
    shown = explorer_html.body(Install(id="inl1"))
    assert "could not be shown (ZeroDivisionError)" in shown
    assert "<slot>" not in shown


def test_a_model_that_cannot_be_shown_is_one_line_in_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(self: Install) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(InstallSummary, "runs", property(broken))
    page, text = to_html(whole()), to_text(whole())
    assert "could not be shown (ZeroDivisionError)" in page
    assert "<b>two</b>" in page
    assert "could not be shown (ZeroDivisionError)" in text


def test_loaded_and_none_is_told_from_not_loaded() -> None:
    bare = AppConfig(id="c")
    asked = loaded(bare, "roles")
    assert "Not loaded:" in to_html(bare)
    assert re.search(r"No roles\.", to_html(asked))
    assert not re.search(r"No roles", to_html(bare))
    assert "no roles" in to_text(asked)


def test_a_part_that_failed_says_why_in_its_place() -> None:
    failed = loaded(AppConfig(id="c"), failed={"roles": "The server said no."})
    assert "The server said no." in to_html(failed)
    assert "Roles: The server said no." in to_text(failed)


def test_more_on_the_server_than_was_loaded_is_said() -> None:
    shown = loaded(install(1, [workflow(1)]), "workflows", more=["workflows"])
    assert "the server has more" in to_html(shown)
    assert "Workflows 1+" in to_text(shown)


def test_what_does_not_fit_its_type_is_named() -> None:
    assert "created_at" in to_html(App.model_validate({"id": "a", "created_at": "not a time"}))


def test_hidden_steps_are_not_shown() -> None:
    shown = Workflow.model_validate(
        {"id": "w", "steps": [step(1), {**step(2), "name": "secret plumbing", "execution_type": "hidden"}]}
    )
    assert "step 1" in to_html(shown)
    assert "secret plumbing" not in to_html(shown) + to_text(shown)


def test_a_collection_displays_as_a_table() -> None:
    page = to_html(whole().apps)
    assert page.count("<tr>") == 3
    assert ">one<" in page
    assert "one" in to_text(whole().apps)


def test_an_empty_collection_says_so() -> None:
    assert "no items" in to_html(Collection()).lower()
    assert "no items" in to_text(Collection()).lower()


def test_a_type_without_a_template_shows_itself() -> None:
    class Newcomer(AppConfig):
        sections: ClassVar = (Section("id", "Itself", "markdown"),)

    assert "cfg" in to_html(Newcomer(id="cfg"))


def test_what_is_absent_is_not_said() -> None:
    def holds(api_type: str) -> None:
        for sent in ({}, {"kubernetes_sync": True}):
            model = MODELS[api_type].model_validate(sent)
            pages = (to_html(model), to_text(model), to_html(Collection([model])), to_text(Collection([model])))
            assert [page for page in pages if "None" in page] == []

    assert failures(holds, MODELS) == []


def test_what_is_absent_within_a_model_is_not_said_either() -> None:
    config = {"input": {"inputs": [{}]}, "secrets": {"secrets": [{}, {"kubernetes_sync": True}]}}
    page = to_html(App.model_validate({"app_configs": [config]})) + to_html(Workflow.model_validate({"steps": [{}]}))
    assert "None" not in page
    assert "default/AppSecretConfig" in page
    assert "unnamed step" in page


def test_a_span_that_still_grows_is_not_shown() -> None:
    running = RunnerJob.model_validate({"id": "job1", "execution_time": 61_000_000_000})
    ended = RunnerJob.model_validate({**running.model_dump(), "finished_at": "2025-11-20T09:00:00Z"})
    assert "1m1s" not in to_html(running)
    assert "1m1s" in to_html(ended)


def test_the_rare_types_show_their_maps_and_models() -> None:
    run = InstallActionWorkflowRun.model_validate({"run_env_vars": {"REGION": "x"}, "steps": [{"id": "iar9"}]})
    assert "REGION" in to_html(run)
    assert "iar9" in to_html(run)


def test_a_row_says_when_the_workflows_of_an_install_are_not_known() -> None:
    failed = loaded(Install(id="inl1", name="acme"), failed={"workflows": "This server answers 403."})
    asked = loaded(Install(id="inl2", name="beta"), "workflows")
    rows = to_html(Collection([failed, asked, Install(id="inl3", name="gamma")]))
    said = re.findall(r"<small>((?:all well, no )?workflows[^<]*)<", rows)
    assert said == ["workflows could not be loaded", "all well, no workflows", "workflows not loaded"]


def test_the_customers_that_run_a_config_are_each_marked_as_one_and_only_some_are_named() -> None:
    names = tuple(f"acme-{number:02}" for number in range(80))
    config_ = run_by(AppConfig(id="cfg1", version=1), *names)
    first = ", ".join(f"<span class=nuon-c>acme-{number:02}</span>" for number in range(4))
    assert f"runs on {first} and 76 more</div>" in to_html(config_)
    assert "runs on acme-00, acme-01, acme-02, acme-03 and 76 more" in to_text(config_)
    assert "runs on a &lt;b&gt; and c" in re.sub(r"</?span[^>]*>", "", to_html(run_by(config_, "a <b>", "c")))


def test_a_chart_is_shown_where_only_the_stored_configuration_tells_of_it() -> None:
    stored = {"chart_name": "redis", "namespace": "caches", "storage_driver": "secret", "take_ownership": True}
    shown = to_html(HelmComponentConfig.model_validate({"helm_config_json": stored}))
    for fact in ("</i> redis</div>", "</i> caches</div>", "</i> secret</div>", "Takes ownership"):
        assert fact in shown


@pytest.mark.parametrize(
    ("sent", "title"),
    [
        ({"name": "Looked for drift", "metadata": {"workflow-name-suffix": " (cache)"}}, "Looked for drift (cache)"),
        ({"name": "Drift (cache)", "metadata": {"workflow-name-suffix": " (cache)"}}, "Drift (cache)"),
        ({"type": "drift_run", "metadata": {"workflow-name-suffix": " (cache)"}}, "Drift check: cache"),
        ({"type": "action_workflow_run", "metadata": {"install_action_workflow_name": "smoke"}}, "Action run: smoke"),
        ({"type": "drift_run"}, "Drift check"),
    ],
)
def test_a_workflow_says_what_it_worked_on(sent: dict[str, object], title: str) -> None:
    assert Workflow.model_validate(sent).title == title


def test_an_installer_shows_its_type_and_every_address_that_it_has() -> None:
    names = (
        "homepage",
        "documentation",
        "github",
        "community",
        "demo",
        "formatted_demo",
        "logo",
        "favicon",
        "og_image",
    )
    metadata = {f"{name}_url": f"https://vendor.example/{name}" for name in names}
    shown = to_html(Installer.model_validate({"type": "self_hosted", "metadata": metadata}))
    assert all(f'href="https://vendor.example/{name}"' in shown for name in names)
    assert "<i>Installer</i> self hosted</div>" in shown


def test_a_config_at_the_root_of_its_repository_shows_the_repository_alone() -> None:
    assert "</i> acme/shop</div>" in to_html(App(id="a", config_repo="acme/shop", config_directory="."))


def test_statuses_that_occur_several_times_are_counted_apart_from_what_stands_before() -> None:
    failed = app("shop", [], [install(number, [workflow(1, "error")]) for number in range(2)])
    assert "Workflows 2 [✕ 2 error]" in to_text(install(0, [workflow(number, "error") for number in range(2)]))
    assert plain(explorer_html.section(failed, "Installs", ("installs",))) == "Installs 2 [✕ 2 error]"
    assert "[✕ 2 error]" in plain(explorer_html.title(failed, (Badge("error"), Badge("error"))))


def test_what_describes_an_installer_comes_last() -> None:
    page = to_html(load_installer("demo"))
    places = [page.index(f"<b>{title}</b>") for title in ("Apps", "About", "After installing", "Footer", "Copyright")]
    assert places == sorted(places)
    assert page.endswith("</details></details></div>"), "these are within About"


def test_a_step_that_needs_attention_leads_to_its_panel_on_the_dashboard() -> None:
    steps = [each for each in load_installer("demo").installs["eastgate-bank"].workflows if each.failed_steps]
    failed = steps[0].failed_steps[0]
    (line,) = (line for line in to_html(steps[0]).splitlines() if failed.dashboard in line and "<li>" in line)
    assert line.index("</mark>") < line.index(f'<a href="{failed.dashboard}" target=_blank rel=noreferrer>↗</a>')


def test_quotes_in_texts_need_no_escape_but_those_in_attributes_do() -> None:
    shown = AppConfig.model_validate({"cli_version": "\"a\" <b title='x'>", "status": 'so "odd"'})
    page = to_html(shown)
    assert "\"a\" &lt;b title='x'&gt;" in page
    assert 'title="so "odd""' not in page


def test_a_component_says_in_the_outline_what_it_depends_on_and_what_uses_it() -> None:
    components = load_installer("demo").apps["Harbor Desk"].configs["v11"].components
    assert "\nused by api, migrate, worker; through these assistant, mail-bridge, web" in to_text(
        components["database"]
    )
    assert "api, migrate, worker; through these assistant, mail-bridge, web" in to_html(components["database"])
    assert "\ndepends on api-image, cache, database, migrate, ticket-queue\nused by " in to_text(components["api"])
    assert "used by" not in to_text(components)
