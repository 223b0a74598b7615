"""Documents that follow a structure, such as plots: which of their keys are words of it rather than names."""

from __future__ import annotations

from typing import Any, Final

WORDS: Final = frozenset(
    """
    align alt anchor angle annotations area arrows attributes autosize axes axis background bar base bin binding bins
    border bounds box buttons calendar camera categories cells center circle clip code color colorbar colors columns
    config contours coordinates count crs cursor cx cy data datasets date day dash delta description detail dimensions
    direction domain dx dy edges encode encoding end error extent facet feature features field fields fill filter
    font force format frames from geo geometry geometries graph grid group header height hole hover href icon id ids
    image images index indices init input interval item items key keys label labels lat layer layers layout legend
    length level levels line lines link links locations lon map margin mark marker marks max meta metadata method
    min mode model modebar month name names nice node nodes number objects offset on op opacity options order orient
    orientation origin overlay padding params parents parse path pattern point points position prefix primary
    projection properties range ranges ratio record reference region repeat resolve role rotation row rows sample
    scale scales scene schema selection selections separators series shape shapes side sigma signals size sizes
    sliders sort source spec spikes stack start state status step steps stream stroke style styles suffix sum table
    tag target template templates test text theme theta thickness tick ticks time title to tooltip topology transform
    transforms transition type unit units update url usermeta value values variable version view visible week width
    window wrap x y year z zero zoom
    """.split()  # noqa: SIM905 - a list of words is read as one
)
"""Keys of Plotly, Vega, GeoJSON and their like that a customer might be called, too."""


def words_of(mime: str) -> frozenset[str]:
    """Return the keys that belong to the structure of a type; of plain JSON all are data."""
    return WORDS if mime.endswith("+json") else frozenset()


def without(words: frozenset[str], value: Any) -> Any:
    """Return a document without the keys that belong to its structure: for reading, not for showing."""
    if isinstance(value, dict):
        return [["" if name in words else name, without(words, item)] for name, item in value.items()]
    return [without(words, item) for item in value] if isinstance(value, list) else value
