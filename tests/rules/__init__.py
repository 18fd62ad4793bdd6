"""Rules of the house as pure functions: source text in, one line per fault out.

`test_house.py` and `test_templates.py` run them over the whole tree, and over bad examples.
"""
