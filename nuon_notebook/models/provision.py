"""Who gives the value of an input or a secret, and whether somebody must: the words for it, the same everywhere."""

from typing import Final

REQUIRED: Final = "required"
OPTIONAL: Final = "optional"
DEFAULTED: Final = "defaulted"
GENERATED: Final = "generated"
BY_VENDOR: Final = "by the vendor"
CUSTOMER: Final = "customer"
"""The source of an input that the customer gives, as the API's word."""

WORDS: Final = {
    REQUIRED: "required",
    OPTIONAL: "optional",
    DEFAULTED: "has a default",
    GENERATED: "generated",
    BY_VENDOR: "given by the vendor",
}
"""Each in words for people."""


def of_input(source: str | None, default: object, *, required: bool) -> str:
    """Return how an input gets its value: `required`, `optional`, `defaulted` or `by the vendor`."""
    if source and source != CUSTOMER:
        return BY_VENDOR
    if default is not None and default != "":
        return DEFAULTED
    return REQUIRED if required else OPTIONAL


def of_secret(default: object, *, generated: bool, required: bool) -> str:
    """Return how a secret gets its value: `required`, `optional`, `defaulted` or `generated`."""
    if generated:
        return GENERATED
    if default is not None:
        return DEFAULTED
    return REQUIRED if required else OPTIONAL
