"""Accounts: allauth's pages, in this site's look, and what allauth does not have."""
