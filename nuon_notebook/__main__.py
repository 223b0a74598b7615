"""`python -m nuon_notebook` is the command `nuon-notebook`."""

import sys

from nuon_notebook.cli import main

if __name__ == "__main__":
    sys.exit(main())
