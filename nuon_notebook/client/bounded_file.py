"""Reads a small file at a path that a user chose: reading always ends, and absent is told from unreadable."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from pathlib import Path

WITHOUT_WAITING: Final = getattr(os, "O_NONBLOCK", 0)  # a pipe that nobody writes to would wait for ever


class UnreadableFileError(Exception):
    """The file is there, or may be, and cannot be read; the text says why, as the end of a sentence."""


def read_small_file(path: Path, max_bytes: int) -> bytes | None:
    """Return the content of a file; None if there is no such file.

    Raises:
        UnreadableFileError: it is no regular file, a link that leads nowhere, too large, or the system refuses.
    """
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError) as error:
        raise UnreadableFileError(_reason(error)) from None
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            raise UnreadableFileError(_kind(path))
        with os.fdopen(os.open(path, os.O_RDONLY | WITHOUT_WAITING), "rb") as file:
            content = file.read(max_bytes + 1)
    except FileNotFoundError:
        problem = "it is a link to a file that does not exist"
        raise UnreadableFileError(problem) from None
    except OSError as error:
        raise UnreadableFileError(_reason(error)) from None
    if len(content) > max_bytes:
        problem = f"it is larger than {max_bytes // 1000} kB"
        raise UnreadableFileError(problem)
    return content


def _kind(path: Path) -> str:
    return "it is a folder" if path.is_dir() else "it is a pipe, a socket or a device, not a file"


def _reason(error: OSError | ValueError) -> str:
    return f"it cannot be read ({getattr(error, 'strerror', None) or 'its path is not valid'})"
