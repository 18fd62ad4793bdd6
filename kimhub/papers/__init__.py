"""Papers: letterheads, numbers, codes to check them by, documents that take a while to make."""
