"""What is known of models by value: each model is read once, and nothing that is secret is missed for that."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from weakref import ref

import pytest

from nuon_notebook import options
from nuon_notebook.models import (
    Account,
    App,
    AppInput,
    Installer,
    InstallInputs,
    Loaded,
    NotificationsConfig,
    RunnerJobExecution,
    VCSConnectionCommit,
)
from nuon_notebook.models.base import Model
from nuon_notebook.redaction import sensitive_values as known
from nuon_notebook.redaction.masking import MASK, NO_SENSITIVE_VALUES, mask_text
from nuon_notebook.redaction.sensitive_values import Reader, known_of, secrets_of
from tests.display import worlds

HOOK = "webhook-of-acme"
REGION = "us-west-2"


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    yield
    options.choose(show_values=False, show_people=False)


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The models that were read, each as often as it was."""
    models: list[object] = []
    own_of = known.own_of

    def reading(model: Any) -> known.Own:
        models.append(model)
        return own_of(model)

    monkeypatch.setattr(known, "own_of", reading)
    return models


def hook(text: str = HOOK) -> NotificationsConfig:
    return NotificationsConfig.model_validate({"slack_webhook_url": text})


def inputs(**values: str) -> InstallInputs:
    return InstallInputs.model_validate({"values": values})


def holding(*models: Model) -> App:
    return App(name="a").with_loaded(Loaded(added={"models": models}))


def test_a_short_secret_does_not_blank_the_page() -> None:
    given = AppInput.model_validate({"sensitive": True, "default": "true"})

    with secrets_of(given):
        assert mask_text("it is true") == "it is true"


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

    assert known_of(installer).secrets == {"webhook-of-acme", "swordfish-9"}
    with secrets_of(installer):
        assert mask_text("use swordfish-9 here") == f"use {MASK} here"
    assert mask_text("use swordfish-9 here") == "use swordfish-9 here"


def test_values_that_a_property_shows_in_its_own_right_are_no_secrets() -> None:
    inputs = InstallInputs.model_validate(
        {"values": {"region": "us-west-2", "key": "swordfish-9"}, "redacted_values": {"region": "us-west-2"}}
    )

    assert known_of(inputs).secrets == {"swordfish-9"}


def test_people_are_masked_in_texts_too_until_asked_for() -> None:
    commit = VCSConnectionCommit.model_validate({"author_email": "ada@example.com", "author_name": "Ada Byron"})

    assert known_of(commit).people == {"ada@example.com", "Ada Byron"}
    with secrets_of(commit):
        assert mask_text("by Ada Byron <ada@example.com>") == "by A… <a…@example.com>"
        options.choose(show_people=True)
        assert mask_text("by Ada Byron") == "by Ada Byron"


def test_secrets_by_type_are_found_in_any_model() -> None:
    config = NotificationsConfig.model_validate({"slack_webhook_url": "webhook-of-acme"})

    assert known_of((config, Account())).secrets == {"webhook-of-acme"}


def test_what_no_schema_lists_of_something_secret_is_secret_too() -> None:
    job = RunnerJobExecution.model_validate({"outputs": {"endpoint": "postgres-of-acme"}})

    assert known_of(job).secrets == {"postgres-of-acme"}


def test_what_is_held_in_circles_is_known_of_all_in_them() -> None:
    others: list[Model] = [hook()]
    app = App(name="a").with_loaded(Loaded(added={"others": others}))
    other = App(name="b").with_loaded(Loaded(added={"app": app, "inputs": inputs(key="swordfish-9")}))
    others.append(other)
    reader = Reader()

    assert reader.known_of(app).secrets == reader.known_of(other).secrets == {HOOK, "swordfish-9"}


def test_each_model_is_read_once(read: list[object]) -> None:
    reader, shared = Reader(), hook()
    root = holding(holding(shared), shared)
    for model in (root, shared, root, *root.loaded.added["models"]):
        reader.known_of(model)

    assert len(read) == 3


def test_of_a_changed_model_only_what_changed_is_read(read: list[object]) -> None:
    reader = Reader()
    root = worlds.installer(worlds.app("one", [worlds.config(1, 40)]), worlds.app("two", [worlds.config(1, 40)]))
    reader.known_of(root)
    before = len(read)
    changed = holding(*root.apps[1:], hook())
    found = reader.known_of(worlds.installer(root.apps[0], changed))

    assert found.secrets == {HOOK}
    assert before > 160
    assert sorted(type(model).__name__ for model in read[before:]) == [
        "App",
        "Installer",
        "InstallerMetadata",
        "NotificationsConfig",
    ]


def test_a_copy_that_carries_something_else_is_another_model() -> None:
    reader, app = Reader(), App(name="a")

    assert reader.known_of(app) == NO_SENSITIVE_VALUES
    assert reader.known_of(app.with_loaded(replace(app.loaded, added={"x": hook()}))).secrets == {HOOK}


def test_a_list_that_has_grown_is_read_anew() -> None:
    reader = Reader()
    models: list[Model] = [App(name="a")]
    assert reader.known_of(models) == NO_SENSITIVE_VALUES
    models.append(hook())

    assert reader.known_of(models).secrets == {HOOK}


def test_what_one_model_shows_is_no_secret_of_what_holds_both_and_stays_one_of_the_other_by_itself() -> None:
    reader, secret = Reader(), inputs(region=REGION)
    both = holding(secret, App(name=REGION))

    assert (reader.known_of(both).secrets, reader.known_of(secret).secrets) == (frozenset(), {REGION})


def test_what_was_kept_is_not_read_anew_and_what_was_not_is_forgotten(read: list[object]) -> None:
    reader, kept, gone = Reader(), hook(), hook("another-webhook")
    reader.known_of((kept, gone))
    reader.known_of(gone)
    reader.keep(kept)
    read.clear()
    told = ref(gone)
    del gone
    gc.collect()

    assert told() is None
    assert reader.known_of(kept).secrets == {HOOK}
    assert read == []


def test_an_identity_that_was_another_models_tells_nothing() -> None:
    reader = Reader()
    for number in range(200):  # each is gone when the next is made, which mostly takes its place in memory
        reader.keep(())

        assert reader.known_of(hook(f"webhook-{number:03}")).secrets == {f"webhook-{number:03}"}


def test_a_context_within_another_masks_by_both_and_reads_by_the_same_reader(read: list[object]) -> None:
    inner = inputs(key="swordfish-9")
    outer = holding(hook(), inner)
    with secrets_of(outer, Reader()):
        count = len(read)
        with secrets_of(inner):
            assert mask_text(f"{HOOK} and swordfish-9") == f"{MASK} and {MASK}"
        assert len(read) == count
        with secrets_of(inputs(key="marlin-fish")):
            assert mask_text(f"{HOOK} and marlin-fish") == f"{MASK} and {MASK}"
        assert mask_text("marlin-fish") == "marlin-fish"
    assert mask_text(HOOK) == HOOK
