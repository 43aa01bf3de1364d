"""The outbox: what must follow a change is written down in the change's own transaction."""
