"""A collection is a tuple of models that finds them by id or name."""

from __future__ import annotations

import copy
import json
import operator
import pickle
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook.errors import NotLoadedError, UnknownIndexError, UnknownNameError
from nuon_notebook.models import (
    ActionWorkflowConfig,
    App,
    AppAWSIAMRoleConfig,
    AppBranchConfig,
    AppConfig,
    AppInput,
    AppSecretConfig,
    Collection,
    ComponentConfigConnection,
    CompositeStatus,
    Install,
    Installer,
    Workflow,
    WorkflowStep,
)
from nuon_notebook.models.components import AWSECRImageConfig
from nuon_notebook.models.config_diffs import DiffKey
from tests.cases import failures

if TYPE_CHECKING:
    from collections.abc import Callable

SHOP, DATA = App(id="app1", name="shop"), App(id="app2", name="data")
APPS = Collection([SHOP, DATA])


def test_an_item_is_found_by_index_id_or_name() -> None:
    assert APPS[0] is APPS["app1"] is APPS["shop"] is SHOP
    assert APPS[-1] is DATA


def test_an_id_goes_before_a_name() -> None:
    named_so = App(id="app9", name="app2")
    assert Collection([named_so, DATA])["app2"] is DATA


def test_an_item_is_found_by_the_name_that_people_read_in_any_case() -> None:
    named = App(id="app3", name="harbor-desk", display_name="Harbor Desk")
    apps = Collection([SHOP, named])
    assert apps["Harbor Desk"] is apps["harbor desk"] is apps["HARBOR-DESK"] is named
    configs = Collection([AppConfig(id="cfg2", version=11), AppConfig(id="cfg1", version=1)])
    assert configs["v11"] is configs["V11"] is configs["11"] is configs[0]


def test_a_name_written_exactly_so_goes_before_one_in_another_case() -> None:
    lower, upper = App(id="app1", name="shop"), App(id="app2", name="Shop")
    assert Collection([lower, upper])["Shop"] is upper


def test_a_wrong_name_says_what_there_is_and_what_is_nearest() -> None:
    with pytest.raises(UnknownNameError) as refused:
        APPS["shpo"]
    assert str(refused.value) == "No app is called shpo. There are: shop and data. Did you mean shop?"
    versions = Collection(AppConfig(id=f"cfg{at}", version=at) for at in range(40, 0, -1))
    with pytest.raises(UnknownNameError, match=r"^No config is called v43\. .* and 28 more\. Did you mean v40\?$"):
        versions["v43"]
    with pytest.raises(UnknownNameError, match=r"^No item is called x\. There are none\.$"):
        Collection()["x"]


def test_a_name_is_in_a_collection_if_an_item_is_found_by_it() -> None:
    configs = Collection([AppConfig(id="cfg2", version=11)])
    assert [name for name in ("app1", "shop", "SHOP") if name not in APPS] == []
    assert [name for name in ("v11", "V11", "11", "cfg2") if name not in configs] == []
    assert [name for name in ("sho", "", "0") if name in APPS] == []


def test_only_a_number_stands_for_a_version() -> None:
    apps = Collection([App(id="app1", name="vault"), App(id="app2", name="v")])
    assert [name for name in ("ault", "") if name in apps] == []


KINDS: list[tuple[Any, str]] = [
    (ActionWorkflowConfig, "action"),
    (App, "app"),
    (AppAWSIAMRoleConfig, "role"),
    (AppBranchConfig, "branch config"),
    (AppConfig, "config"),
    (AppInput, "input"),
    (AppSecretConfig, "secret"),
    (AWSECRImageConfig, "ECR image"),
    (ComponentConfigConnection, "component"),
    (DiffKey, "difference"),
    (Install, "install"),
    (Installer, "installer"),
    (Workflow, "workflow"),
    (WorkflowStep, "workflow step"),
]


def test_a_wrong_name_or_index_names_the_kind_of_the_collection() -> None:
    def check(kind: Any, noun: str) -> None:
        found = Collection([kind(id="own1")])
        with pytest.raises(UnknownNameError, match=f"^No {noun} is called x[.]"):
            found["x"]
        with pytest.raises(UnknownNameError, match=f"^No {noun} has an empty name[.] There is: "):
            found[""]
        with pytest.raises(UnknownIndexError, match=f"^No {noun} has the index 7[.]"):
            found[7]

    assert failures(check, KINDS) == []


def test_a_wrong_index_says_which_there_are() -> None:
    with pytest.raises(UnknownIndexError) as refused:
        APPS[99]
    assert (
        str(refused.value) == "No app has the index 99. There are 2 apps. The first has the index 0, the last 1 or -1."
    )
    with pytest.raises(IndexError, match=r"^No item has the index -1\. There are none\.$"):
        Collection()[-1]


def test_tab_offers_names_as_keys_but_none_in_which_something_is_masked() -> None:
    secret = "gh" + "p_" + "a1B2" * 9
    named = Collection([SHOP, App(id="app3"), App(id="app4", name=secret), AppConfig(version=3)])
    assert named._ipython_key_completions_() == ["shop", "app3", "v3"]
    assert App(name="shop").installs._ipython_key_completions_() == []


def test_a_wrong_name_shows_no_secret() -> None:
    secret = "gh" + "p_" + "a1B2" * 9
    with pytest.raises(UnknownNameError) as refused:
        Collection([App(name=f"token {secret}")])[f"tokens {secret}"]
    assert secret[:12] not in str(refused.value)


def test_a_slice_is_a_collection() -> None:
    assert APPS[1:]["data"] is DATA
    assert isinstance(APPS[1:], Collection)


@pytest.mark.parametrize(("key", "error"), [("other", KeyError), (2, IndexError)])
def test_what_is_not_there_is_a_key_or_index_error(key: str | int, error: type[LookupError]) -> None:
    with pytest.raises(error):
        APPS[key]


def test_it_is_a_tuple_in_every_other_way() -> None:
    assert (len(APPS), SHOP in APPS, list(APPS), bool(Collection())) == (2, True, [SHOP, DATA], False)
    assert APPS == (SHOP, DATA)


def test_each_id_is_there_once_and_the_first_of_them_stays() -> None:
    again = App(id="app1", name="the same app again")
    assert Collection([SHOP, DATA, again]).once() == (SHOP, DATA)


def test_what_has_no_id_stays_even_where_it_is_equal() -> None:
    assert len(Collection([App(), App()]).once()) == 2


@pytest.mark.parametrize("odd", [["a"], {"a": 1}, 1, 0])
def test_an_id_that_is_not_the_type_s_own_counts_as_none(odd: object) -> None:
    statuses = [CompositeStatus.model_validate({"id": odd, "created_at_ts": at}) for at in (1, 2)]
    assert Collection(statuses).once() == tuple(statuses)


def test_by_orders_numbers_as_numbers() -> None:
    configs = Collection(AppConfig(version=version) for version in (10, None, 9))
    assert [config.version for config in configs.by("version")] == [None, 9, 10]


def test_by_orders_by_the_next_attribute_where_the_first_is_equal() -> None:
    apps = Collection([App(id="b", name="x"), App(id="a", name="x"), App(id="c")])
    assert [app.id for app in apps.by("name", "id")] == ["c", "a", "b"]


def test_by_orders_times_as_times() -> None:
    sent = ["2025-11-20T09:14:03.5Z", "2025-11-20T09:14:03Z", "2025-11-20T11:14:02+02:00"]
    apps = Collection(App.model_validate({"created_at": time, "name": str(place)}) for place, time in enumerate(sent))
    assert [app.name for app in apps.by("created_at")] == ["2", "1", "0"]


def test_by_keeps_the_order_of_what_is_equal() -> None:
    apps = Collection([App(id="b"), App(id="a")])
    assert apps.by("name") == apps


def test_its_repr_is_that_of_its_items() -> None:
    assert repr(APPS) == "[App(id='app1', name='shop'), App(id='app2', name='data')]"


def pickled(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))  # noqa: S301 - its own pickle


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, pickled])
def test_it_survives_copies_and_pickles(again: Callable[[Any], Any]) -> None:
    copied = again(APPS)
    assert copied == APPS
    assert copied["shop"] == SHOP


def test_a_model_reads_and_dumps_it_as_a_list() -> None:
    installer = Installer(apps=Collection([SHOP]))
    assert isinstance(installer.apps, Collection)
    assert isinstance(installer.model_dump()["apps"], list)
    assert [app["name"] for app in installer.model_dump(mode="json")["apps"]] == ["shop"]


READINGS: dict[str, Callable[[Any], object]] = {
    "len": len,
    "bool": bool,
    "list": list,
    "star": lambda found: [*found],
    "index": lambda found: found[0],
    "slice": lambda found: found[:1],
    "in": lambda found: SHOP in found,
    "by": lambda found: found.by("name"),
    "sorted": sorted,
    "json": json.dumps,
    "added to": lambda found: found + APPS,
    "added to others": lambda found: APPS + found,
    "added to a tuple": lambda found: (*APPS,) + found,  # noqa: RUF005 - what is tried
    "times": lambda found: found * 2,
    "number times": lambda found: 2 * found,
    "less": lambda found: operator.lt(found, APPS),
}


@pytest.mark.parametrize("how", READINGS)
def test_what_was_not_loaded_is_read_by_no_way(how: str) -> None:
    with pytest.raises(NotLoadedError):
        READINGS[how](App(name="shop").installs)


def test_what_was_not_loaded_is_not_equal_to_none() -> None:
    found = App(name="shop").installs
    assert found != ()
    assert not (found == ())  # noqa: SIM201 - both operators
    assert found != Collection()
