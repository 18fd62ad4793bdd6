"""`python -m kimhub` is the `kimhub` command."""

from kimhub.cli import main

main()
