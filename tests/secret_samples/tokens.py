"""Tokens that are recognised by their shape alone, in several contexts, and words that begin like one."""

from __future__ import annotations

from tests.secret_samples.sample import Sample, generate

SHAPES = {
    "Nuon token": ("tok<base36:23>",),
    "GitHub token": ("ghp_<base62:36>", "github_pat_<base62:22>_<base62:59>"),
}
"""Shapes by kind. A shape is no token, so that no scanner takes it for one."""

CONTEXTS = ("{}", "the build used {} and went on")

TOKENS = [
    Sample(kind, context.format(token), token)
    for kind, shapes in SHAPES.items()
    for shape in shapes
    for context in CONTEXTS
    for token in [generate(shape, kind)]
]

HARMLESS_WORDS = ["token", "ghp_setup", "github_pat_rotation_runbook"]
