"""Papers: letterheads, numbers, checking codes, and documents that take a while to make. Below the features."""
