"""The in-app inbox. It listens to the other slices; none of them knows it."""
