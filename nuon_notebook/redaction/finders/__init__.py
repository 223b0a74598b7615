"""Functions that find secrets where one expression is not enough. Each yields the spans of secrets in a text."""
