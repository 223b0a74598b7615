"""Decides what may be shown of a value: policies of fields, masking, and a scanner for free text."""
