"""The notice board of all areas: named *readings* (what is so) and *signals* (what wants attention).

Areas publish here what they have to say; whatever combines areas reads from here.
"""
