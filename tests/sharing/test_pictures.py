"""Pictures of the display are read as texts by `share`: names in them are replaced, and a secret in them stops it."""

from __future__ import annotations

import base64
from html import escape
from typing import TYPE_CHECKING, Any

from tests.analysis.drawings import PREFIX, pictures_in
from tests.analysis.test_timeline import of, step
from tests.cases import failures
from tests.sharing.conftest import SECRETS, code, marked, refusal, shown

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.analysis.drawings import Picture

NAME = "eastgate-bank"


def pictures_of(copy: Any) -> list[Picture]:
    return pictures_in("".join(copy["cells"][0]["outputs"][1]["data"]["text/html"]))


def test_names_are_replaced_in_the_picture_and_beside_it(shared: Callable[..., Any]) -> None:
    html = of(
        step(0, 10, name=f"deploy to {NAME}"), step(0, 10, name=f"now deploying api, web and worker for {NAME}")
    )._repr_html_()
    (before,) = pictures_in(html)
    assert any("east" in text and "…" in text for text in before.texts), "no name was cut off"
    (picture,) = pictures_of(shared(code("1", marked(NAME), shown(html=html)), anonymize=True))
    assert "deploy to customer-1" in picture.texts
    assert "deploy to customer-1 after" in picture.alt
    assert "eastg" not in picture.svg + picture.alt


def test_without_names_a_picture_stays_as_it_is(shared: Callable[..., Any]) -> None:
    html = of(step(0, 10))._repr_html_()
    assert pictures_of(shared(code("1", marked(NAME), shown(html=html)), anonymize=True)) == pictures_in(html)


def test_a_secret_in_a_picture_stops_it(save: Callable[..., Path]) -> None:

    (picture,) = pictures_in(of(step(0, 10, name="deploy"))._repr_html_())

    def stops(kind: str) -> None:
        svg = picture.svg.replace(">deploy<", f">{escape(SECRETS[kind])}<")
        assert svg != picture.svg
        html = f'<img src="{PREFIX}{base64.b64encode(svg.encode()).decode()}" alt="">'
        refusal(save(code("1", shown(html=html))))

    assert failures(stops, SECRETS) == []
