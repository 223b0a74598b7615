"""Judges a value: where it ends, and whether it is a secret or a reference, a placeholder, a sentence, or code."""
