"""Pure methods: frames, arrays and Ibis expressions in; frames, expressions or frozen dataclasses out.

Nothing here knows Django, a database connection, the network or the clock.
"""
