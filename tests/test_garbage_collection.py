"""The garbage collector is paused while much is created that stays, and runs again afterwards."""

from __future__ import annotations

import gc

import pytest

from nuon_notebook.garbage_collection import MIN_BYTES, gc_paused, gc_paused_and_promoted


def test_it_is_paused_and_runs_again() -> None:
    with gc_paused():
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_runs_again_after_an_error() -> None:
    with pytest.raises(LookupError), gc_paused_and_promoted():
        raise LookupError
    assert gc.isenabled()


def test_it_is_not_paused_for_a_small_payload() -> None:
    with gc_paused(MIN_BYTES - 1):
        assert gc.isenabled()


def test_what_somebody_switched_off_stays_off() -> None:
    gc.disable()
    try:
        with gc_paused():
            pass
        assert not gc.isenabled()
    finally:
        gc.enable()


def test_what_stays_is_in_the_oldest_generation() -> None:
    with gc_paused_and_promoted():
        created: list[object] = [[]]
    oldest = gc.get_objects(generation=2)
    assert any(found is created for found in oldest)
