"""The live catalogue in memory: it answers a search in milliseconds, where SQL takes seconds.

The FilterSet's queryset is the *definition* of an answer; the index gives the same answer, and the
tests hold both against a third one in plain Python. Each filter says side by side how it narrows
the queryset and how it selects here (``search.narrowing``).

**Rows, slots and bitmaps.** Every treatment is a row, every choice of every filter a bitmap: one
bit for each row, set where the treatment is known to meet the choice today. Rows lie slot by slot.
The first slot holds the first treatment of each provider, the second slot the second treatment of
those that have two, and so on; providers stand in the same order in every slot, those with the most
treatments first, so that a slot is a beginning of that order without gaps. Three providers::

                 A: IV in a clinic, and lozenges at home
                 B: IV in a clinic
                 C: lozenges in a clinic

                 slot 1   slot 2
                 A B C    A
    iv           1 1 0    0
    lozenge      0 0 1    1
    clinic       1 1 1    0
    home         0 0 0    1

*Which treatments?* Choices of one filter are alternatives (OR), filters narrow each other (AND),
row by row, so that all of it holds for one and the same treatment. "Lozenges in a clinic"::

    lozenge      0 0 1    1
    AND clinic   1 1 1    0
    =            0 0 1    0      C's alone: A has lozenges and a clinic, but not together

*How many providers?* OR the slots onto each other and count the bits, so that nobody counts twice::

    iv OR lozenge    1 1 1    1
    slots            A B C
    folded           1 1 1       three providers, though four treatments

*How many with another choice?* Leave a filter's own selection out, AND the rest with the bitmap of
each of its choices, fold, count: that is every number beside every choice, and also what a search
that finds nothing could drop.

**What is not stated** has no bit in any choice; a bitmap for each filter says where it was stated
and still counts. What goes stale tomorrow has its bits today: an index is of one day, and the next
one is ready before midnight. Prices are numbers for each row, places are sorted by latitude, and
words are looked up in PostgreSQL, which returns the providers' keys.

**Order.** A number for each provider, the tail, decides between equals; whatever else sorts comes
before it. Only as many as a page needs are sorted.

**Changes.** A segment never changes. What was published since it was built stands in a second,
small one, and its old rows are masked out of the first: counts add up, since every provider is in
one of them. See ``keeper`` for when, and ``snapshot`` for what processes share.

    columns      what a filter keeps of every treatment
    fetching     rows of numbers from PostgreSQL into numpy
    building     a segment out of the database      insurance   its payers
    segment      the arrays                         snapshot    the same on disk
    index        both segments, of a version and a day
    reader       one search of one segment          answer      of the whole index
    keeper       the index of this process, kept up to date     version   what has changed
"""
