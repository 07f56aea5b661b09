"""The encoder's side of reading: what it sees of a page, and what it says about it."""
