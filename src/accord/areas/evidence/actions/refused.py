"""What every verb answers where it will not do what is asked."""


class RefusedError(Exception):
    """What was asked cannot be done now: one sentence that says why."""
