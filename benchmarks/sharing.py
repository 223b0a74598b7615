"""Rows: sharing notebooks that contain much."""

from __future__ import annotations

from collections import deque
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import nbformat
from nbformat import v4
from pygments.lexers.javascript import JavascriptLexer

from benchmarks.measuring import row
from nuon_notebook import share

if TYPE_CHECKING:
    from benchmarks.measuring import Meter

PROGRAM = (
    "!function(e,t){for(var n in{radio:!0,password:!0})o[n]=i(n);"
    'fetch(u,{credentials:"same-origin"}).then(function(e){return e.json()});'
    'var k={type:"any",values:["a","b\\u00e9"],token:r?"x":"y"};s=(k.a<<16)+(k.b>>>8)&255}();'
)
"""What programs that draw plots are made of, in the words of none."""


@row("share 1 MB of a plot's program", beside="Pygments reading the program", goal=1.0, short=True)
def share_script(meter: Meter) -> None:
    script = PROGRAM * int(meter.scale.parsed * 1e6 / len(PROGRAM))
    output = v4.new_output("display_data", {"text/html": f"<div></div><script>{script}</script>"})
    with TemporaryDirectory() as folder:
        path = Path(folder) / "plot.ipynb"
        nbformat.write(v4.new_notebook(cells=[v4.new_code_cell("plot", outputs=[output], id="plot")]), path)
        share(path)
        for _ in range(meter.scale.repeats):
            meter.compare(partial(share, path), lambda: deque(JavascriptLexer().get_tokens(script), maxlen=0))
    meter.note = f"{meter.scale.parsed} MB"
