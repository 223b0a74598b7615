"""A sample: a text, and the secret within."""

from __future__ import annotations

import random
import re
import string
from typing import NamedTuple

ALPHABETS = {
    "digit": string.digits,
    "hex": "0123456789abcdef",
    "HEX": "0123456789ABCDEF",
    "lower": string.ascii_lowercase,
    "letter": string.ascii_letters,
    "base36": string.digits + string.ascii_lowercase,
    "BASE36": string.digits + string.ascii_uppercase,
    "base58": "".join(sorted({*string.digits, *string.ascii_letters} - {*"0OIl"})),
    "base62": string.digits + string.ascii_letters,
    "base64": string.digits + string.ascii_letters + "+/",
    "base64url": string.digits + string.ascii_letters + "-_",
    "base32": string.ascii_lowercase + "234567",
    "BASE32": string.ascii_uppercase + "234567",
    "bech32": "qpzry9x8gf2tvdw0s3jn54khce6mua7l",
    "BECH32": "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L",
}


class Sample(NamedTuple):
    """A text with a secret.

    Attributes:
        kind: what the secret is, for people.
        text: the text.
        secret: the part of the text that must not be shown.
    """

    kind: str
    text: str
    secret: str


def generate(shape: str, seed: str) -> str:
    """Generate a value of a shape, the same one for the same seed.

    Args:
        shape: text in which `<hex:32>` stands for 32 characters of the alphabet `hex`.
        seed: any text.
    """
    chance = random.Random(f"{seed}\0{shape}")  # noqa: S311 - samples need not be unpredictable
    return re.sub(r"<(\w+):(\d+)>", lambda match: "".join(chance.choices(ALPHABETS[match[1]], k=int(match[2]))), shape)
