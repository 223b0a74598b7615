"""What every model promises beyond its fields."""

from __future__ import annotations

import copy
import inspect
import json
import operator
import pickle
from inspect import getattr_static
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import BaseModel, ValidationError

from nuon_notebook import demo
from nuon_notebook.display import to_html, to_text
from nuon_notebook.display.sections import is_displayable
from nuon_notebook.loader import load_installer
from nuon_notebook.loader.fetch import store_of
from nuon_notebook.models import (
    App,
    AppConfig,
    Collection,
    ComponentConfigConnection,
    Install,
    Installer,
    LogStream,
    Model,
    Workflow,
    WorkflowStep,
)
from nuon_notebook.models.base import NestedField
from nuon_notebook.models.components import ComponentConfig
from nuon_notebook.models.types import EmptyMap
from nuon_notebook.redaction.policy import containers
from nuon_notebook.session import demo_client, load_app
from tests.cases import failures
from tests.conformance.schema import MODELS, subclasses
from tests.loaded import State, loaded, state_of, with_dashboard

if TYPE_CHECKING:
    from collections.abc import Callable

DASHBOARD = "https://app.nuon.co/org1/apps/app1"
SENT = {
    "id": "app1",
    "name": "shop",
    "created_at": "soon",
    "labels": {"team": "a"},
    "notifications_config": {"slack_webhook_url": "a marked value"},
    "app_configs": [{"id": "cfg1", "version": 3, "readme": "# Shop"}],
}


def sent_alone(payload: dict[str, object] = SENT) -> App:
    """An app of which nothing was loaded beyond itself."""
    return App.model_validate_json(json.dumps(payload))


def with_everything(model: App, **fields: object) -> App:
    """An app whose installs were loaded, whose configs failed, and that has more workflows than were loaded."""
    found = loaded(
        model,
        "installs",
        failed={"configs": "This server answers 403."},
        more=["workflows"],
        related={"installs": [Install(id="inl1", name="acme")]},
        **fields,
    )
    return with_dashboard(found, DASHBOARD)


def app() -> App:
    return with_everything(sent_alone())


def known_of(model: App) -> tuple[list[State], list[str | None], str]:
    """What was loaded with an app."""
    states = [state_of(model, section) for section in ("installs", "configs", "workflows")]
    installs = model.installs if model.installs.loaded else ()
    return states, [install.id for install in installs], model.dashboard


# What was loaded


def test_before_anything_was_loaded_nothing_is_known() -> None:
    assert state_of(App(), "installs") == State("not loaded", note="", more=False)


def test_the_fields_that_hold_models_are_read_with_their_place_and_no_other() -> None:
    def holds(api_type: str) -> None:
        kind = MODELS[api_type]
        placed = {name for name in kind.model_fields if isinstance(getattr_static(kind, name, None), NestedField)}
        assert placed == {*containers(kind)}

    assert failures(holds, MODELS) == []


def test_each_kind_of_component_is_the_config_of_its_connection() -> None:
    def holds(kind: type[ComponentConfig]) -> None:
        (name,) = (name for name, field in fields.items() if kind.__name__ in str(field.annotation))
        connection = ComponentConfigConnection.model_validate({name: {"id": "c1"}})
        assert isinstance(connection.config, kind)
        assert connection.config.id == "c1"

    fields = ComponentConfigConnection.model_fields
    kinds = [kind for kind in subclasses(ComponentConfig) if kind.api_type]
    assert len(kinds) > 5
    assert failures(holds, kinds) == []


def test_what_was_loaded_and_is_empty_is_none() -> None:
    assert state_of(app(), "installs").status == "none"


def test_what_failed_says_so() -> None:
    state = state_of(app(), "configs")
    assert (state.status, state.note) == ("failed", "This server answers 403.")


def test_where_the_server_has_more_it_is_known() -> None:
    assert state_of(app(), "workflows").more


def test_a_note_on_what_was_loaded_does_not_make_it_a_failure() -> None:
    noted = loaded(App(), "configs", failed={"configs": "Two of these could not be read."})
    assert state_of(noted, "configs").status == "none"


def test_what_the_loader_added_is_there_and_in_no_dump() -> None:
    assert app().installs["acme"].id == "inl1"
    assert app().dashboard == DASHBOARD
    assert "acme" not in app().model_dump_json()


def test_a_copy_carries_what_was_loaded_and_the_model_itself_stays_as_it_was() -> None:
    before = App(id="app1")
    after = with_everything(before, name="shop")
    assert (after.name, known_of(after)) == ("shop", known_of(app()))
    assert (before.name, known_of(before)) == (None, known_of(App()))


def test_a_copy_keeps_what_was_unreadable_and_unknown() -> None:
    assert app().unreadable == ("created_at",)
    assert dict(app().unknown) == {"labels": {"team": "a"}}


# Values


def test_models_with_the_same_content_are_equal() -> None:
    assert app() == app()


@pytest.mark.parametrize("other", [{**SENT, "name": "other"}, {**SENT, "labels": {}}, {**SENT, "app_configs": []}])
def test_models_with_other_content_are_not(other: dict[str, object]) -> None:
    assert with_everything(sent_alone(other)) != app()


def test_what_was_loaded_apart_does_not_count_for_equality_but_what_a_request_filled_does() -> None:
    assert loaded(App(id="app1"), "installs", related={"installs": [Install(id="inl1")]}) == App(id="app1")
    assert loaded(App(id="app1"), "installs", name="shop") != App(id="app1")


def test_a_model_whose_value_did_not_fit_is_not_one_without_that_value() -> None:
    assert App.model_validate({"id": "app1", "created_at": "soon"}) != App(id="app1")


def test_models_are_hashed_by_type_and_id() -> None:
    assert hash(app()) == hash(sent_alone()) == hash(App(id="app1", name="other"))
    assert len({App(id="app1"), App(id="app1"), App(id="app2"), Install(id="app1")}) == 3
    assert {kind() for kind in MODELS.values()} == {kind() for kind in MODELS.values()}


def test_a_dump_holds_what_several_requests_loaded() -> None:
    config = AppConfig(id="cfg1", version=3, readme="# Shop")
    found = loaded(sent_alone(), "configs", related={"configs": [config, AppConfig(id="cfg0", version=2)]})
    dumped = found.model_dump(mode="json")
    assert [(one["id"], one["version"]) for one in dumped["app_configs"]] == [("cfg1", 3), ("cfg0", 2)]
    assert json.loads(found.model_dump_json()) == dumped
    assert [one.version for one in App.model_validate(dumped).configs] == [3, 2]


def test_what_was_not_loaded_dumps_as_an_empty_list() -> None:
    assert Workflow(id="inw1").model_dump()["steps"] == []
    assert Install(id="inl1").model_dump()["workflows"] == []


@pytest.mark.parametrize(("name", "value"), [("name", "other"), ("labels", {}), ("brand_new", 1)])
def test_a_model_cannot_be_changed(name: str, value: object) -> None:
    with pytest.raises(ValidationError):
        setattr(app(), name, value)


DEFAULT_CHANGES: list[Callable[[Any], object]] = [
    lambda default: default.update({"a": "b"}),
    lambda default: default.setdefault("a", "b"),
    lambda default: operator.setitem(default, "a", "b"),
    lambda default: operator.delitem(default, "a"),
    lambda default: operator.ior(default, {"a": "b"}),
    lambda default: default.pop("a", None),
    lambda default: default.popitem(),
    lambda default: default.clear(),
]


def test_a_default_cannot_be_changed() -> None:
    def holds(change: Callable[[Any], object]) -> None:
        with pytest.raises(TypeError):
            change(Install().component_statuses)

    assert failures(holds, DEFAULT_CHANGES) == []
    assert Install().component_statuses == {}
    assert Install() == Install()


def test_every_default_is_one_that_cannot_be_changed() -> None:
    def holds(kind: type[Model]) -> None:
        defaults = [getattr(kind(), name) for name in kind.model_fields]
        assert [one for one in defaults if not (one is None or isinstance(one, tuple | EmptyMap))] == []

    assert failures(holds, MODELS.values()) == []


AGAIN: dict[str, Callable[[Any], Any]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda model: pickle.loads(pickle.dumps(model)),  # noqa: S301 - its own pickle
    "model_copy": lambda model: model.model_copy(),
}


@pytest.mark.parametrize("how", AGAIN)
def test_a_model_survives_whole(how: str) -> None:
    again = AGAIN[how](app())
    assert again == app()
    assert known_of(again) == known_of(app())
    assert (again.unreadable, dict(again.unknown)) == (("created_at",), {"labels": {"team": "a"}})
    config = again.notifications_config
    assert config is not None
    assert config.slack_webhook_url is not None
    assert config.slack_webhook_url.get_secret_value() == "a marked value"


def through_a_root() -> AppConfig:
    """A config of an app that was loaded with its installs."""
    sent = {**SENT, "id": "app1", "app_configs": [{"id": "cfg1", "version": 3, "component_ids": ["c"]}]}
    related = {"installs": [Install(id="inl1", name="acme", app_config_id="cfg1")]}
    return loaded(sent_alone(sent), "installs", "configs", related=related).configs[0]


@pytest.mark.parametrize("how", AGAIN)
def test_a_model_keeps_its_place_in_what_was_loaded(how: str) -> None:
    again = AGAIN[how](through_a_root())
    assert again.owner is not None
    assert [install.name for install in again.owner.installs] == ["acme"]
    assert again.run_by == ("acme",)
    assert (to_html(again), to_text(again)) == (to_html(through_a_root()), to_text(through_a_root()))


@pytest.mark.parametrize("how", AGAIN)
def test_a_loaded_installer_displays_the_same_bytes_again(how: str, demo_installer: Installer) -> None:
    again = AGAIN[how](demo_installer)
    assert again == demo_installer
    assert to_html(again) == to_html(demo_installer)
    assert to_text(again) == to_text(demo_installer)
    assert again.moment == demo_installer.moment


@pytest.fixture(scope="module")
def demo_installer() -> Installer:
    return load_installer(demo_client(), demo.INSTALLER_ID)


# What the display and IPython see


def test_its_repr_is_one_line_of_what_identifies_it() -> None:
    assert repr(app()) == "App(id='app1', name='shop')"
    assert repr(Workflow(id="inw1", type="provision")) == "Workflow(id='inw1', type='provision')"
    assert repr(LogStream()) == "LogStream()"


def test_a_model_is_what_the_display_needs() -> None:
    assert is_displayable(app())
    assert not is_displayable(Collection([app()]))


def test_a_model_without_a_name_is_called_by_its_id_and_without_one_by_its_type() -> None:
    assert LogStream(id="log1").headline.title == "log1"
    assert LogStream().headline.title == "LogStream"


def test_its_text_is_its_outline() -> None:
    assert "shop" in str(app())


def test_properties_are_read_by_name_too() -> None:
    step = WorkflowStep(name="plan", group_idx=1)
    assert (step.name, step.group_idx) == ("plan", 1)


def test_public_models_say_what_they_are() -> None:
    import nuon_notebook.models as public  # noqa: PLC0415

    kinds = [getattr(public, name) for name in public.__all__]
    assert [kind.__name__ for kind in kinds if not inspect.getdoc(kind)] == []
    assert Installer in kinds


ODD = {"id": ["x"], "loaded": False, "status": "error"}  # what no schema lists, named like attributes that are read


def test_an_id_that_no_schema_lists_may_be_of_any_type() -> None:
    payload = {
        "id": "ins1",
        "workflows": [{"id": "wfl1", "status": ODD, "steps": [{"id": "stp1", "status": ODD}]}],
        "drifted_objects": [ODD],
    }
    alone = Install.model_validate_json(json.dumps(payload))
    stored = alone.at(store_of(alone))
    for install in (alone, stored):
        assert "could not be shown" not in to_html(install) + to_text(install)
        assert hash(install.drifted_objects[0]) == hash(install.drifted_objects[0])
        assert json.loads(install.model_dump_json())["drifted_objects"][0]["id"] == ["x"]


def test_a_section_does_not_vanish_for_a_property_called_loaded() -> None:
    config = AppConfig.model_validate({"id": "cfg1", "sandbox": {**ODD, "terraform_version": "1.11.3"}})
    assert "1.11.3" in to_html(config)


def test_a_stub_of_the_model_that_it_is_within_is_dumped_once() -> None:
    run = {"id": "dpl1", "workflow": {"id": "wfl1"}}
    payload = {"id": "ins1", "workflows": [{"id": "wfl1", "name": "Deploy", "install_deploys": [run]}]}
    alone = Install.model_validate_json(json.dumps(payload))
    dumped = alone.at(store_of(alone)).model_dump()
    assert dumped["workflows"][0]["name"] == "Deploy"
    assert dumped["workflows"][0]["install_deploys"][0]["workflow"]["id"] == "wfl1"


def test_iterating_a_model_gives_what_its_attributes_give() -> None:
    app = App.model_validate(
        {
            "id": "app1",
            "notifications_config": {"slack_webhook_url": "a marked value"},
            "app_configs": [{"id": "cfg1", "readme": "it says a marked value"}],
        }
    )
    (config,) = dict(app)["app_configs"]
    assert config.parent is app
    assert "marked" not in to_html(config)


def test_the_error_about_what_was_not_loaded_masks_by_value() -> None:
    app = App.model_validate({
        "name": "with a marked value", "notifications_config": {"slack_webhook_url": "a marked value"}
    })  # fmt: skip
    assert "marked" not in repr(app.installs)


@pytest.mark.parametrize("how", AGAIN)
def test_a_copy_can_have_other_records_than_were_loaded(how: str, demo_installer: Installer) -> None:
    first = demo_installer.apps[0]
    assert len(first.model_copy(update={"app_configs": first.configs[:2]}).configs) == 2
    renamed = first.model_copy(update={"display_name": "Renamed"})
    copied = AGAIN[how](demo_installer.model_copy(update={"apps": Collection([renamed])}))
    (app,) = copied.apps
    assert (app.title, app.installs) == ("Renamed", first.installs)
    assert "Renamed" in to_html(copied)
    assert len(demo_installer.apps) > 1
    assert demo_installer.apps[0].title == first.title


def test_the_call_that_loads_what_is_missing_works_in_the_demo_world(demo_installer: Installer) -> None:
    missing = next(
        config for config in demo_installer.apps["harbor-desk"].configs if config.usable and not config.in_full
    )
    call = missing.section_state("components").load
    assert call == 'load_app("demo/harbor-desk", configs="all")'
    loaded_all: App = eval(call, {"load_app": load_app})  # noqa: S307 - its own call
    assert loaded_all.configs[missing.id or ""].components.loaded


def test_a_model_that_is_built_from_loaded_ones_keeps_what_was_loaded_with_them() -> None:
    app = load_app("demo/harbor-desk")
    installer = Installer(id="int1", apps=Collection([app]))

    assert installer.apps[0].installs == app.installs
    assert installer.model_dump()["apps"] == [app.model_dump()]
    assert installer.sensitive_values.secrets >= app.sensitive_values.secrets > frozenset()


def offered_by(model: Model) -> set[str]:
    """What TAB offers of a model, unless `_` was written."""
    return {name for name in dir(model) if not name.startswith("_")}


PUBLIC_OF_PYDANTIC = {"model_copy", "model_dump", "model_dump_json"}


def test_completion_offers_the_fields_of_every_model_and_of_pydantic_only_what_copies_and_dumps() -> None:
    def check(kind: type[Model]) -> None:
        offered = offered_by(kind())
        assert kind.model_fields.keys() <= offered
        assert offered & {*dir(BaseModel)} - kind.model_fields.keys() == PUBLIC_OF_PYDANTIC

    assert failures(check, [kind for kind in MODELS.values() if not inspect.isabstract(kind)]) == []


def test_completion_offers_what_people_read_and_call() -> None:
    assert {"configs", "installs", "overview", "problems", "explore", "dashboard", "parent"} <= offered_by(app())
    assert {"components", "usable", "title", "run_by"} <= offered_by(AppConfig())
    assert {"log", "steps", "failed_steps", "took"} <= offered_by(Workflow())
    assert {"plan", "log", "reason"} <= offered_by(WorkflowStep())


def test_completion_offers_nothing_that_serves_the_display_the_store_or_the_loader() -> None:
    internal = {name for name in dir(Model) if not name.startswith("_")} - offered_by(Model())
    assert {"at", "badges", "belongs_to", "assembled", "placed", "without", "remember", "sections"} <= internal

    def check(model: Model) -> None:
        assert offered_by(model) & internal - type(model).model_fields.keys() == set()
        assert offered_by(model) & {"alt", "drawing", "as_of", "with_inputs", "is_called"} == set()

    assert failures(check, [kind() for kind in MODELS.values()]) == []


def test_completion_offers_properties_that_the_schema_does_not_list() -> None:
    assert {"brand_new"} == offered_by(App(brand_new=1, **{"with-hyphen": 2})) - offered_by(App())


def test_all_that_is_offered_can_be_read(demo_installer: Installer) -> None:
    found = demo_installer
    models: list[Any] = [found, found.apps[0], found.apps[0].configs[1], found.apps[0].installs[0], found.overview]
    assert failures(lambda model: [getattr(model, name) for name in offered_by(model)], models) == []
