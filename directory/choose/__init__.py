"""The guided chooser: a question a page, then treatments in an order that anyone can add up.

A *criterion* is one thing a person may wish for; it is asked by filters of the search, which say
of every treatment whether it is known to meet it, known not to, or has not said. Its *importance*
is the person's own: a must narrows, a wish is worth points.

    criteria     what can be wished for, and by which filters
    importance   must, three sizes of wish, no matter, and what each is worth
    request      what an address says of both; nothing else is kept anywhere
    ranking      the treatments in order: the definition, in SQL
    index        the same from memory
    steps        the pages, in order, and what each explains
    form         the form of a step
    page         the page of a step
    verdict      how a treatment stands to what was asked
    result       the page of results
"""
