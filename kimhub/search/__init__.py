"""One box that finds people, houses, topics, events, programs and documents, for whoever may see them."""
