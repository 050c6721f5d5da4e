"""People, teams and parties; accounts and what they may see; signatures of both sides; the journal.

A *person* belongs to *teams*, a team to a *party* (marketing, IT, agency, ...), both with dates.
Marketing and IT are the two *sides*. An *account* lets a person sign in, in one *role*. Two *keys*,
one signature of each side, make a thing count. The *journal* says who did what, when, on what.
"""
