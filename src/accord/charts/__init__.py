"""Results in, Altair charts out, in one theme."""
