"""The installs of a fleet by their labels."""

from __future__ import annotations

from typing import Any

import pytest

from nuon_notebook.analysis.fleet import with_labels
from nuon_notebook.errors import UnknownNameError
from nuon_notebook.redaction.masking import MASK
from tests.analysis.fleets import install
from tests.cases import failures

VALUE = "hunter" + "2-Xk93"
INSTALLS = [
    install("acme", labels={"tier": "gold", "zone": "a=b", "pilot": ""}),
    install("bolt", labels={"tier": "gold", "api_key": VALUE}),
    install("corm", labels={"tier": "trial"}),
    install("dune"),
]


def test_the_installs_that_have_all_labels_are_left() -> None:
    cases: tuple[Any, ...] = (
        (["tier=gold"], ["acme", "bolt"]),
        (["tier=gold", "zone=a=b"], ["acme"]),
        (["tier=gold", "tier=trial"], []),
        (["pilot"], ["acme"]),
        (["pilot="], ["acme"]),
        ([f"api_key={VALUE}"], ["bolt"]),
        ([], ["acme", "bolt", "corm", "dune"]),
    )

    def check(labels: list[str], left: list[str]) -> None:
        assert [one.name for one in with_labels(INSTALLS, labels)] == left

    assert failures(check, cases) == []


def test_of_a_label_that_no_install_has_the_error_says_which_there_are() -> None:
    with pytest.raises(UnknownNameError) as caught:
        with_labels(INSTALLS, ["tier=gold", "tier"])
    assert caught.value.lines == [
        "No label of an install is called tier.",
        "There are: pilot, tier=gold, tier=trial and zone=a=b.",
        "Did you mean tier=gold?",
    ]


def test_the_error_tells_no_value_that_is_masked_elsewhere() -> None:
    with pytest.raises(UnknownNameError) as caught:
        with_labels(INSTALLS, [f"api_key={VALUE}x"])
    assert VALUE not in str(caught.value)
    assert MASK in str(caught.value)
