"""The outermost room: settings, addresses and the accord command; the only reader of the environment."""
