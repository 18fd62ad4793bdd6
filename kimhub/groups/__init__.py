"""Organizations, members, officers, decrees, rights."""
