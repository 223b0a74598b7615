from __future__ import annotations

import re
import time

from nuon_notebook.redaction.masking import MASK, mask_text
from nuon_notebook.redaction.rules.known_tokens import KNOWN_TOKENS, KnownToken, find_known_tokens
from tests.cases import failures
from tests.linear import assert_linear
from tests.secret_samples.sample import generate
from tests.secret_samples.tokens import FURTHER_SHAPES, RARER_SHAPES, SHAPES

VALUES = [
    generate(shape, seed)
    for shapes in (SHAPES, FURTHER_SHAPES, RARER_SHAPES)
    for shape in shapes.values()
    for seed in ("one", "two")
]


def prefixes(token: KnownToken) -> list[str]:
    return token.prefixes.split()


def rests(token: KnownToken) -> list[str]:
    """What follows the prefix in the samples of a token."""
    expression = re.compile(rf"(?a:(?:{'|'.join(map(re.escape, prefixes(token)))})({token.rest}))")
    return [match[1] for match in map(expression.match, VALUES) if match]


def test_each_sample_is_masked_to_its_end() -> None:
    def holds(value: str) -> None:
        assert mask_text(f"see {value} there").endswith(f"{MASK} there")

    assert failures(holds, VALUES) == []


def test_each_row_of_the_table_has_a_sample() -> None:
    assert [token for token in KNOWN_TOKENS if not rests(token)] == []


def test_each_prefix_of_the_table_is_recognised_and_needed() -> None:
    rows = [(prefix, token) for token in KNOWN_TOKENS for prefix in prefixes(token)]

    def holds(prefix: str, token: KnownToken) -> None:
        others = [(each, row) for each, row in rows if (each, row) != (prefix, token)]
        texts = [prefix + rest for rest in rests(token)]
        assert [text for text in texts if not found(text, [(prefix, token)])] == []
        assert not all(found(text, others) for text in texts), "other rows find it, too"

    assert failures(holds, rows) == []


def found(text: str, rows: list[tuple[str, KnownToken]]) -> bool:
    """Tell whether one of some rows finds all of a text."""
    return any(
        re.fullmatch(rf"(?a:{re.escape(prefix)}{token.rest})", text)
        for prefix, token in rows
        if text.startswith(prefix)
    )


def test_what_is_found_is_the_whole_token_with_its_kind() -> None:
    text = f"a {generate('glpat-<base62:20>', 'a')}, {generate('hf_<letter:34>', 'a')};"

    assert [(text[start:end], kind) for start, end, kind in find_known_tokens(text)] == [
        (generate("glpat-<base62:20>", "a"), "GitLab token"),
        (generate("hf_<letter:34>", "a"), "Hugging Face token"),
    ]


def test_a_word_that_ends_like_a_token_is_none() -> None:
    words = [f"my{value}" for value in VALUES if value[0].isalpha() and value[1:].isalnum()]

    assert words
    assert [word for word in words if [*find_known_tokens(word)]] == []


HOSTILE = (
    *(f"{prefixes(token)[0]}a-" for token in KNOWN_TOKENS if not token.rest.endswith("+")),
    *("a-", "-a", "a:", "a/", "+a", "perm:a.", "dp.st.a.", "t1.a", "s.aB1", "test_a-", "$1$a$", "00a-", "AAAA:APA91"),
)


def test_a_token_without_end_is_read_once() -> None:
    text = "glpat-" * 150_000
    started = time.process_time()

    assert len(list(find_known_tokens(text))) == 1
    assert time.process_time() - started < 5  # if it were read again from each prefix, it would take minutes


def test_hostile_text_takes_no_longer_than_its_length_allows() -> None:
    def holds(unit: str) -> None:
        assert_linear(lambda text: list(find_known_tokens(text)), unit)

    assert failures(holds, HOSTILE) == []
