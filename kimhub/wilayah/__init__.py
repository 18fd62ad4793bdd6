"""Indonesia's provinces, regencies and cities, kecamatan and villages, with their official codes."""
