"""What was not loaded is never taken for what is not there: reading it raises, and its display says so."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest

from nuon_notebook import demo
from nuon_notebook.display import to_html, to_text
from nuon_notebook.display.sections import Section, SectionStatus
from nuon_notebook.errors import NotLoadedError
from nuon_notebook.loader import LoadOptions, load_installer
from nuon_notebook.models import App, AppBranch, AppConfig, Collection, Install, Model
from nuon_notebook.models.actions import ActionWorkflowConfig
from nuon_notebook.session import demo_client
from tests.cases import failures
from tests.conformance.schema import MODELS, NEVER, OBJECTS, PROPERTIES, field_name, target
from tests.loaded import loaded

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SINGLE = ("answer", "body", "markdown")
SECTIONS = [
    (api_type, section)
    for api_type, kind in MODELS.items()
    for section in kind.sections
    if section.layout != "picture"  # a picture shows what other sections hold
]
LOADED_APART = [(api_type, section) for api_type, section in SECTIONS if not section.comes_with_model]
READS: dict[str, Callable[[Any], object]] = {
    "len": len,
    "bool": bool,
    "list": list,
    "first": lambda items: items[0],
    "slice": lambda items: items[:2],
    "by name": lambda items: items["a"],
    "in": lambda items: "a" in items,
    "reversed": lambda items: [*reversed(items)],
    "index": lambda items: items.index("a"),
    "count": lambda items: items.count("a"),
    "once": lambda items: items.once(),
    "sorted": lambda items: items.by("name"),
    "unpacked": lambda items: [*items],
}

ABBREVIATED = re.compile(r", \d+ more\b")
"""The end of a list of sections that the same call loads."""


def words(page: str) -> str:
    """What a person reads of a page, in lower case."""
    without_style = re.sub(r"<style>.*?</style>", "", page, flags=re.DOTALL)
    return unescape(re.sub(r"<[^>]+>", " ", without_style)).lower()


def on_one_line(outline: str) -> str:
    """An outline in which what takes several lines is on one."""
    return re.sub(r"\n[│ ]+(?![│├└ ])", " ", outline)


def titles_said(text: str, status: str) -> str:
    """The titles of the sections of which a page or an outline says that they have a status."""
    if status == "no":
        return ", ".join(re.findall(r"(?:^|[;\n├└─ ])no ([^.;\n]*)", text))
    return ", ".join(re.findall(rf"{status}(?: \([^:\n]*\))?: ([^.;\n]*)", text))


def test_there_are_sections_of_every_layout() -> None:
    assert {section.layout for _, section in LOADED_APART} == {"list", "table", "lines", "body", "markdown"}
    assert {api_type for api_type, section in SECTIONS if section.comes_with_model and not section.optional} == {
        "app.AppInputGroup"
    }


def test_reading_several_models_that_were_not_loaded_raises() -> None:
    def holds(api_type: str, section: Section, read: str) -> None:
        items = getattr(MODELS[api_type](), section.name)
        assert isinstance(items, Collection)
        assert not items.loaded
        with pytest.raises(NotLoadedError, match="not loaded"):
            READS[read](items)

    several = [place for place in LOADED_APART if place[1].layout not in SINGLE]
    assert failures(holds, [(*place, read) for place in several for read in READS]) == []


def test_a_single_model_or_text_that_was_not_loaded_is_none_or_empty() -> None:
    def holds(api_type: str, section: Section) -> None:
        assert getattr(MODELS[api_type](), section.name) in (None, "")

    assert failures(holds, [place for place in LOADED_APART if place[1].layout in SINGLE]) == []


def test_its_state_is_that_it_was_not_loaded() -> None:
    def holds(api_type: str, section: Section) -> None:
        assert MODELS[api_type]().section_state(section.name).status is SectionStatus.NOT_LOADED

    assert failures(holds, LOADED_APART) == []


def test_a_page_and_an_outline_say_that_it_was_not_loaded_and_never_none() -> None:
    def holds(api_type: str, section: Section) -> None:
        for model in (MODELS[api_type](), MODELS[api_type](**dict.fromkeys({"id"} & OBJECTS[api_type].keys(), "x1"))):
            page, outline = words(to_html(model)), on_one_line(to_text(model)).lower()
            said = titles_said(page, "not loaded")
            assert section.title.lower() in said or ABBREVIATED.search(said)
            said = titles_said(outline, "not loaded")
            assert section.title.lower() in said or ABBREVIATED.search(said)
            for shown in (page, outline):
                assert not re.search(r"\bnone\b", shown)
                assert "could not be shown" not in shown

    assert failures(holds, LOADED_APART) == []


def test_a_row_of_a_table_never_says_none_of_it_either() -> None:
    def holds(api_type: str) -> None:
        rows = Collection([MODELS[api_type]()])
        assert not re.search(r"\bnone\b", words(to_html(rows)) + to_text(rows).lower())

    assert failures(holds, dict.fromkeys(api_type for api_type, _ in LOADED_APART)) == []


WITHIN = [
    (owner, prop)
    for owner, prop in PROPERTIES
    if (owner, prop) not in NEVER and any(target(OBJECTS[owner][prop]) == api_type for api_type, _ in LOADED_APART)
]


def test_within_another_model_it_is_not_said_to_be_none_either() -> None:
    def holds(owner: str, prop: str) -> None:
        sent: Any = {"id": "x1"}
        listed = OBJECTS[owner][prop].get("type") == "array"
        model = MODELS[owner].model_validate({"id": "x0", prop: [sent] if listed else sent})
        for shown in (words(to_html(model)), to_text(model).lower()):
            assert not re.search(r"\bnone\b", shown)
            assert "could not be shown" not in shown
        inner = getattr(model, field_name(owner, prop))
        for section in MODELS[target(OBJECTS[owner][prop])].sections:
            if section.optional:
                continue  # nothing is said about it
            assert (inner[0] if listed else inner).section_state(section.name).status is SectionStatus.NOT_LOADED

    assert len(WITHIN) > 10
    assert failures(holds, WITHIN) == []


def test_what_comes_with_its_model_is_loaded_even_if_it_is_empty() -> None:
    for api_type, section in SECTIONS:
        if section.comes_with_model and not section.optional:
            assert getattr(MODELS[api_type](), section.name) == ()
            assert f"no {section.title.lower()}" in words(to_html(MODELS[api_type]()))


def test_what_was_loaded_and_is_empty_is_none() -> None:
    def holds(api_type: str, section: Section) -> None:
        model = loaded(MODELS[api_type](id="x1"), section.name)
        value = getattr(model, section.name)
        assert value in (None, "", ())
        for shown in (words(to_html(model)), to_text(model).lower()):
            assert section.title.lower() in titles_said(shown, "no")

    with_ids = [(name, section) for name, section in LOADED_APART if "id" in OBJECTS[name]]
    derived = [("app.Installer", "installs")]  # of what the apps hold
    assert failures(holds, [place for place in with_ids if (place[0], place[1].name) not in derived]) == []


@pytest.mark.parametrize(
    ("items", "call"),
    [
        (lambda: App(id="app1", name="shop").configs, 'load_app("shop")'),
        (lambda: App(id="app1").installs, 'load_app("app1")'),
        (lambda: AppConfig(id="cfg1", app_id="app1").components, 'load_app("app1", configs="all")'),
        (
            lambda: App(name="shop", app_configs=[AppConfig(id="c")]).configs[0].actions,
            'load_app("shop", configs="all")',
        ),
        (lambda: Install(id="inl1", app_id="app1").workflows, 'load_app("app1", workflows=5)'),
        (lambda: Install(id="inl1").drifted_objects, 'load_install("inl1", deep=True)'),
    ],
)
def test_the_error_and_the_display_name_the_call_that_loads_it(items: Callable[[], Any], call: str) -> None:
    with pytest.raises(NotLoadedError) as raised:
        len(items())
    assert call in str(raised.value)
    assert call in repr(items())
    assert call in unescape(items()._repr_html_())


@pytest.mark.parametrize("configs", [0, 1])
def test_in_what_was_loaded_the_rest_raises_too_and_names_its_call(configs: int) -> None:
    installer = load_installer(demo_client(), demo.INSTALLER_ID, LoadOptions(configs=configs, workflows=0))
    found = [
        (model, section)
        for model in reached_from(installer)
        for section in model.sections
        if section.layout != "picture"
    ]
    missing = [place for place in found if place[0].section_state(place[1].name).status is SectionStatus.NOT_LOADED]

    def holds(model: Model, section: Section) -> None:
        assert model.section_state(section.name).load or isinstance(model, AppBranch)  # no call loads its workflows
        if section.layout not in SINGLE:
            with pytest.raises(NotLoadedError) as raised:
                len(getattr(model, section.name))
            assert model.section_state(section.name).load in str(raised.value)

    # Without a config there are no answers on one; of the config before the newest, older actions lack their steps.
    others = {ActionWorkflowConfig} if configs else {App}
    assert {type(model) for model, _ in missing} == {AppConfig, Install, AppBranch} | others
    assert failures(holds, missing) == []


def reached_from(model: Model) -> Iterator[Model]:
    """A model and those in its sections, as far as they were loaded, as a user reaches them."""
    yield model
    for section in (one for one in model.sections if one.layout != "picture"):
        value = getattr(model, section.name)
        items = value if isinstance(value, Collection) else (value,)
        for item in items if getattr(items, "loaded", True) else ():
            if isinstance(item, Model):
                yield from reached_from(item)
