"""Secrets and people in models are masked by value in the texts beside them, and each record is read once."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterable, Iterator
from typing import Annotated, Any
from weakref import ref

import pytest
from pydantic import Field

from nuon_notebook import options
from nuon_notebook.models import (
    Account,
    App,
    AppConfig,
    AppInput,
    Installer,
    InstallInputs,
    NotificationsConfig,
    RunnerJobExecution,
    VCSConnectionCommit,
)
from nuon_notebook.redaction.masking import MASK, NO_SENSITIVE_VALUES, SensitiveValues, mask_text
from nuon_notebook.redaction.sensitive_values import FoundValues, find_sensitive_values, masking_by
from nuon_notebook.store import Answer, Server, Store, key_of, store

HOOK = "webhook-of-acme"
REGION = "us-west-2"
SERVER = Server("https://api.nuon.co", "org1")


@pytest.fixture(autouse=True)
def _default_options() -> Iterator[None]:
    yield
    options.choose(show_values=False, show_people=False)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The records that were read, each as often as it was."""
    records: list[Any] = []
    find_sensitive_values = store.find_sensitive_values

    def reading(models: Any) -> Any:
        records.extend(models)
        return find_sensitive_values(models)

    monkeypatch.setattr(store, "find_sensitive_values", reading)
    return records


def app(name: str, hook: str = "") -> App:
    config = {"notifications_config": {"slack_webhook_url": hook}} if hook else {}
    return App.model_validate({"id": name, "name": name, **config})


def stored(*records: Any) -> Store:
    return Store(SERVER, [Answer({key_of(record): record for record in records})])


def inputs(**values: str) -> InstallInputs:
    return InstallInputs.model_validate({"id": "i", "values": values})


def test_a_short_secret_does_not_blank_the_page() -> None:
    given = AppInput.model_validate({"sensitive": True, "default": "true"})

    with masking_by(given):
        assert mask_text("it is true") == "it is true"


def test_a_default_is_a_secret_only_where_its_input_is_sensitive_or_its_name_says_so() -> None:
    def default(**fields: object) -> frozenset[str]:
        return AppInput.model_validate({"default": "db.m7g.large", **fields}).sensitive_values.secrets

    assert default(name="db_instance") == frozenset()
    assert default(name="db_instance", sensitive=True) == {"db.m7g.large"}
    assert default(name="db_password") == {"db.m7g.large"}


def test_secrets_of_a_model_are_masked_in_every_text_beside_it() -> None:
    payload = {
        "apps": [
            {
                "notifications_config": {"slack_webhook_url": "webhook-of-acme"},
                "input_config": {"inputs": [{"name": "k", "sensitive": True, "default": "swordfish-9"}]},
            }
        ]
    }
    installer = Installer.model_validate_json(json.dumps(payload))

    assert installer.sensitive_values.secrets == {"webhook-of-acme", "swordfish-9"}
    for model in (installer, installer.apps[0], installer.apps):
        with masking_by(model):
            assert mask_text("use swordfish-9 here") == f"use {MASK} here"
    assert mask_text("use swordfish-9 here") == "use swordfish-9 here"


def test_values_that_a_property_shows_in_its_own_right_are_no_secrets() -> None:
    given = InstallInputs.model_validate(
        {"values": {"region": "us-west-2", "key": "swordfish-9"}, "redacted_values": {"region": "us-west-2"}}
    )

    assert given.sensitive_values.secrets == {"swordfish-9"}


def test_a_field_of_a_user_whose_annotation_cannot_be_hashed_is_read_as_any_other() -> None:
    class Own(AppConfig):
        notes: tuple[Annotated[str, Field(max_length=30)], ...] = ()

    assert "shown as it is" in Own(id="cfg1", notes=("shown as it is",))._repr_html_()


def test_people_are_masked_in_texts_too_until_they_are_requested() -> None:
    commit = VCSConnectionCommit.model_validate({"author_email": "ada@example.com", "author_name": "Ada Byron"})

    assert commit.sensitive_values.people == {"ada@example.com", "Ada Byron"}
    with masking_by(commit):
        assert mask_text("by Ada Byron <ada@example.com>") == "by A… <a…@example.com>"
        options.choose(show_people=True)
        assert mask_text("by Ada Byron") == "by Ada Byron"


def test_several_models_are_masked_by_the_secrets_of_all() -> None:
    config = NotificationsConfig.model_validate({"slack_webhook_url": "webhook-of-acme"})

    with masking_by((config, Account(), inputs(key="swordfish-9"))):
        assert mask_text(f"{HOOK}, swordfish-9") == f"{MASK}, {MASK}"


def test_what_no_schema_lists_of_something_secret_is_secret_too() -> None:
    job = RunnerJobExecution.model_validate({"outputs": {"endpoint": "postgres-of-acme"}})

    assert job.sensitive_values.secrets == {"postgres-of-acme"}


def test_a_model_is_masked_by_the_secrets_of_everything_that_it_was_loaded_with() -> None:
    one = app("one").at(stored(app("one"), app("other", HOOK)))

    with masking_by(one):
        assert mask_text(HOOK) == MASK


def test_so_is_every_model_that_it_was_loaded_with() -> None:
    loaded = app("one").at(stored(app("one"), app("other", HOOK))).loaded_with

    for record in loaded:
        with masking_by(record):
            assert mask_text(HOOK) == MASK


def test_what_one_model_shows_is_no_secret_of_what_was_loaded_with_it() -> None:
    both = stored(inputs(region=REGION), app(REGION))

    assert both.sensitive_values.secrets == frozenset()
    assert inputs(region=REGION).sensitive_values.secrets == {REGION}


def test_each_record_is_read_once(read: list[Any]) -> None:
    loaded = stored(*(app(f"app{number}", f"{HOOK}-{number}") for number in range(3)))
    for _ in range(3):
        assert len(loaded.sensitive_values.secrets) == 3

    assert len(read) == 3


def test_of_a_changed_store_only_what_changed_is_read(read: list[Any]) -> None:
    before = stored(*(app(f"app{number}") for number in range(40)))
    assert before.sensitive_values == NO_SENSITIVE_VALUES
    read.clear()
    changed = app("app7", HOOK)
    after = before.merged([Answer({key_of(changed): changed})])

    assert after.sensitive_values.secrets == {HOOK}
    assert [record.id for record in read] == ["app7"]
    assert before.sensitive_values == NO_SENSITIVE_VALUES


def test_a_secret_that_a_newer_answer_no_longer_holds_is_masked_all_the_same() -> None:
    before = stored(app("one", HOOK))
    assert before.sensitive_values.secrets == {HOOK}

    lacks = {App.api_type: frozenset[str]()}
    after = before.merged([Answer({key_of(app("one")): app("one")}, lacks)])
    assert after.sensitive_values.secrets == {HOOK}


def test_a_store_is_freed_with_its_last_model() -> None:
    loaded = stored(app("one", HOOK))
    model = app("one").at(loaded)
    freed = ref(loaded)
    del loaded
    gc.collect()
    assert freed() is model._store

    del model
    gc.collect()
    assert freed() is None


def test_a_context_within_another_masks_by_both() -> None:
    with masking_by(app("outer", HOOK)):
        with masking_by(inputs(key="swordfish-9")):
            assert mask_text(f"{HOOK} and swordfish-9") == f"{MASK} and {MASK}"
        assert mask_text("swordfish-9") == "swordfish-9"
    assert mask_text(HOOK) == HOOK


def test_a_thread_that_reads_while_another_collects_misses_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    app = App.model_validate({"id": "app1", "notifications_config": {"slack_webhook_url": "a marked value"}})
    loaded = Store(None, [Answer({key_of(app): app})])
    inside: list[SensitiveValues] = []

    def interrupted(models: Iterable[Any]) -> FoundValues:
        monkeypatch.setattr(store, "find_sensitive_values", find_sensitive_values)
        inside.append(loaded.sensitive_values)  # what the other thread reads meanwhile
        return find_sensitive_values(models)

    monkeypatch.setattr(store, "find_sensitive_values", interrupted)
    assert loaded.sensitive_values.secrets == {"a marked value"}
    assert [one.secrets for one in inside] == [{"a marked value"}]
