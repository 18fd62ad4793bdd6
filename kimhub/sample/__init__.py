"""The sample district: five real areas with invented people, so that every list has something in it.

Places, offices and themes are those of the project's sources (domain.md 8); persons, texts, numbers of
decrees and telephones are made up. Nothing here is needed by an installation that is used in earnest.
"""
