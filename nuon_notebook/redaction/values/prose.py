"""Recognises sentences, which tell about a secret instead of being one."""

from __future__ import annotations

from typing import Final

from nuon_notebook.redaction.lazy_pattern import lazy_pattern

WORD = lazy_pattern(r"[A-Za-z'\N{RIGHT SINGLE QUOTATION MARK}]+[.,;:!?]?")
WRAPPED_WORD = lazy_pattern(
    r"[\"'`(*_\[]{0,3}[A-Za-z][A-Za-z'\N{RIGHT SINGLE QUOTATION MARK}/-]*[\"'`)*_\].,;:!?\u2026]{0,4}"
)

FUNCTION_WORDS: Final = frozenset(
    {
        *("a", "an", "and", "any", "are", "as", "at", "be", "been", "but", "by", "can", "do", "does", "for", "from"),
        *("has", "have", "if", "in", "into", "is", "it", "its", "may", "must", "no", "not", "of", "on", "only", "or"),
        *("our", "see", "should", "so", "than", "that", "the", "their", "them", "then", "there", "these", "they"),
        *("this", "to", "use", "used", "uses", "via", "was", "we", "were", "when", "where", "which", "will", "with"),
        *("without", "you", "your", "all", "each", "how", "i", "let", "optional", "blank", "required", "here", "until"),
    }
)
"""Words that sentences are held together by. A passphrase of random words has none."""

MIN_WORDS: Final = 3
MIN_WORDY: Final = 0.6  # share of parts that are words, from which on a text is a sentence
MIN_WORDS_OF_KEY: Final = 4  # a token has no blanks


def are_words(parts: list[str]) -> bool:
    """Tell whether all parts of a text are words, with or without a punctuation mark."""
    return all(WORD.fullmatch(part) for part in parts)


def is_sentence(value: str) -> bool:
    """Tell whether a text is, or begins, a sentence. A passphrase, which has words too, is none."""
    parts = value.split()
    if len(parts) < MIN_WORDS or not _is_wordy(parts):
        return False
    return any(part.strip("\"'`()*_[].,;:!?").lower() in FUNCTION_WORDS for part in parts)


def is_text(value: str) -> bool:
    """Tell whether a value consists of so many words that it cannot be a token or a key."""
    parts = value.split()
    return len(parts) >= MIN_WORDS_OF_KEY and _is_wordy(parts)


def _is_wordy(parts: list[str]) -> bool:
    words = [WRAPPED_WORD.fullmatch(part) is not None for part in parts]
    return words[0] and sum(words) >= MIN_WORDY * len(words)
