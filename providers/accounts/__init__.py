"""People's accounts: what allauth leaves to us."""
