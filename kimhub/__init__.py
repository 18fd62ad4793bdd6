"""KIMHub: a light CMS and intranet for Indonesia's KIM."""

__version__ = "0.1.0"
