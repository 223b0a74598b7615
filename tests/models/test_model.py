"""What every model promises beyond its fields."""

from __future__ import annotations

import copy
import inspect
import json
import pickle
from typing import TYPE_CHECKING

import pytest
from pydantic import ValidationError

from nuon_notebook.display.sections import Known, is_shown
from nuon_notebook.models import App, Collection, Install, Installer, Loaded, LogStream, Workflow, WorkflowStep

if TYPE_CHECKING:
    from collections.abc import Callable

INSTALLS = Collection([Install(id="inl1", name="acme")])
LOADED = Loaded(
    asked=frozenset({"installs"}),
    notes={"configs": "This server answers 403."},
    more=frozenset({"workflows"}),
    added={"installs": INSTALLS, "dashboard": "https://app.nuon.co/org1/apps/app1"},
)
SENT = {
    "id": "app1",
    "name": "shop",
    "created_at": "soon",
    "labels": {"team": "a"},
    "notifications_config": {"slack_webhook_url": "a marked value"},
    "app_configs": [{"id": "cfg1", "version": 3, "readme": "# Shop"}],
}


def app() -> App:
    return App.model_validate_json(json.dumps(SENT)).with_loaded(LOADED)


# What the loader knows


def test_before_anything_is_asked_nothing_is_known() -> None:
    state = App().part_state("installs")
    assert (state.known, state.note, state.more) == (Known.NOT_ASKED, "", False)


def test_what_was_asked_for_and_is_not_there_is_none() -> None:
    assert app().part_state("installs").known is Known.NONE


def test_what_failed_says_so() -> None:
    state = app().part_state("configs")
    assert (state.known, state.note) == (Known.FAILED, "This server answers 403.")


def test_what_is_not_all_in_hand_says_how_many_there_are() -> None:
    state = app().part_state("workflows")
    assert state.more


def test_a_note_on_what_was_asked_for_does_not_make_it_a_failure() -> None:
    loaded = Loaded(asked=frozenset({"configs"}), notes={"configs": "Two of these could not be read."})
    assert App().with_loaded(loaded).part_state("configs").known is Known.NONE


def test_what_the_loader_added_is_in_hand_and_in_no_dump() -> None:
    assert app().installs["acme"].id == "inl1"
    assert app().dashboard == "https://app.nuon.co/org1/apps/app1"
    assert "acme" not in app().model_dump_json()


def test_a_copy_carries_what_is_loaded_and_the_model_itself_stays_as_it_was() -> None:
    before = App(id="app1")
    after = before.with_loaded(LOADED, name="shop")
    assert (after.name, after.loaded) == ("shop", LOADED)
    assert (before.name, before.loaded) == (None, Loaded())


def test_a_copy_keeps_what_was_unreadable_and_unknown() -> None:
    assert app().unreadable == ("created_at",)
    assert dict(app().unknown) == {"labels": {"team": "a"}}


# Values


def test_models_with_the_same_content_are_equal() -> None:
    assert app() == app()


@pytest.mark.parametrize("other", [{**SENT, "name": "other"}, {**SENT, "labels": {}}, {**SENT, "app_configs": []}])
def test_models_with_other_content_are_not(other: dict[str, object]) -> None:
    assert App.model_validate(other).with_loaded(LOADED) != app()


def test_what_is_loaded_counts_for_equality() -> None:
    assert app() != app().with_loaded(Loaded())


@pytest.mark.parametrize(("name", "value"), [("name", "other"), ("labels", {}), ("brand_new", 1)])
def test_a_model_cannot_be_changed(name: str, value: object) -> None:
    with pytest.raises(ValidationError):
        setattr(app(), name, value)


def test_a_default_is_shared_with_no_other_model() -> None:
    first, second = Install(), Install()
    assert first.component_statuses is not second.component_statuses


AGAIN: dict[str, Callable[[App], App]] = {
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda model: pickle.loads(pickle.dumps(model)),  # noqa: S301 - its own pickle
    "model_copy": lambda model: model.model_copy(),
}


@pytest.mark.parametrize("how", AGAIN)
def test_a_model_survives_whole(how: str) -> None:
    again = AGAIN[how](app())
    assert again == app()
    assert (again.loaded, again.unreadable, dict(again.unknown)) == (LOADED, ("created_at",), {"labels": {"team": "a"}})
    config = again.notifications_config
    assert config is not None
    assert config.slack_webhook_url is not None
    assert config.slack_webhook_url.get_secret_value() == "a marked value"


# What the display and IPython see


def test_its_repr_is_one_line_of_what_identifies_it() -> None:
    assert repr(app()) == "App(id='app1', name='shop')"
    assert repr(Workflow(id="inw1", type="provision")) == "Workflow(id='inw1', type='provision')"
    assert repr(LogStream()) == "LogStream()"


def test_a_model_is_what_the_display_needs() -> None:
    assert is_shown(app())
    assert not is_shown(Collection([app()]))


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
