"""Fixtures for every test; what one folder needs is in the conftest of that folder."""
