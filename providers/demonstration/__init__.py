"""An invented catalogue, the same for the same seed, to show the site before real listings exist.

``listings.invent`` writes one listing's document from (seed, index, today) and touches no
database; ``catalogue.load`` takes many through the one door; ``removal`` takes them out again.
Nothing here is anybody's: names, telephone numbers (555-01xx), addresses (example.org) and prices
are made up; only the towns exist.
"""
