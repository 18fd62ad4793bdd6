"""Public sites: what a house tells everybody, written by many, let out by its editors, and passed on."""
