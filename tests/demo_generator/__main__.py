"""`python -m tests.demo_generator`: write the demo world's records to the files that the package ships."""

from __future__ import annotations

from nuon_notebook.demo.records import DATA
from tests.demo_generator.files import files_of
from tests.demo_generator.worlds import demo_world

if __name__ == "__main__":
    DATA.mkdir(exist_ok=True)
    files = files_of(demo_world())
    for outdated in {path.name for path in DATA.iterdir()} - files.keys():
        (DATA / outdated).unlink()
    for name, content in files.items():
        (DATA / name).write_bytes(content)
