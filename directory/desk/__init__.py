"""The desk: the pages of the staff that need the words of the public ones."""
