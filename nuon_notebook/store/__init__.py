"""The records that were loaded, by id, with what is known of their sections."""

from nuon_notebook.store.store import Answer, Key, Server, Store, key_of

__all__ = ["Answer", "Key", "Server", "Store", "key_of"]
