"""Telephone audits: a random sample of listings, what calls found out, and how true listings are.

The two rates are those of Riley, Brouwer and Jonas, "Assessing the accuracy of substance use
disorder treatment search tools", Drug and Alcohol Dependence Reports 12 (2024) 100249,
https://pmc.ncbi.nlm.nih.gov/articles/PMC11260587: exact accuracy, where all information was right,
and functional accuracy, where enough of it was right to be taken on. What exactly counts as each
here, where listings say more, is in ``accuracy``.
"""
