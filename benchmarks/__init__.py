"""Measurements: `make bench`. Ratios in one run count; machines differ."""
