"""Samples of secrets and of harmless texts, and how many of them display and sharing tell apart: `make secrets`.

Each module has its subject: `tokens` are recognised by their shape, `forms` by what stands beside them, and `harmless`
texts hold no secret. All values are invented and generated from a fixed seed, so that they are the same every time and
no scanner of a hosting site takes this repository for a leak.
"""
