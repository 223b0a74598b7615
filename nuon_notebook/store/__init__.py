"""The loaded records by id, with the states of their sections."""

from nuon_notebook.store.store import Answer, Key, Server, Store, key_of

__all__ = ["Answer", "Key", "Server", "Store", "key_of"]
