"""What editors add to the pages of the guide."""
