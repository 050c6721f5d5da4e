"""``accord flow``: whose turn it was, from export files alone, without a server or a home.

``command`` is the door and loads nothing heavy; ``run`` is the way through: ``exports`` reads the
files, ``mappings`` what was given on parties and statuses, ``placing`` says whose turn each stay was,
``figures`` adds up, ``outputs`` writes the ``rows``, and ``summary`` says it in words.
"""
