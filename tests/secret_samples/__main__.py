"""`python -m tests.secret_samples`: print how many samples are recognised; with `--missed`, also which are not."""

from __future__ import annotations

import sys

from tests.secret_samples.table import markdown, rates

if __name__ == "__main__":
    rows = [*rates()]
    print(markdown(rows))
    if "--missed" in sys.argv[1:]:
        print("", *(missed for row in rows for missed in row.missed), sep="\n")
    sys.exit(not all(row.reached for row in rows))
