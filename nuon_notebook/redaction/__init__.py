"""What may be shown of a value: policies of fields, and a scanner for free text."""
