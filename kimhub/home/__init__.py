"""The first page of everybody who is signed in: what waits for them, what is being talked about."""
