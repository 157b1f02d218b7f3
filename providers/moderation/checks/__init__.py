"""Automatic checks of what is proposed: each says in words what it finds, and decides nothing.

A check is a small module with a ``CHECK``; ``registry`` holds them all. What they find is recorded
with the submission, for the moderator who decides and says whether the check was right.
"""
