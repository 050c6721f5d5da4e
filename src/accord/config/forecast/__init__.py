"""``accord forecast``: when so many items will be done, from export files, without a server.

``command`` is the door and loads nothing heavy; ``run`` is the way through: ``evidence`` takes from
the placed stays what was delivered when, and ``summary`` says it in words.
"""
