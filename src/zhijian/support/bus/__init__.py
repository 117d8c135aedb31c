"""Events with an outbox: written with the change, delivered after commit, handled once."""
