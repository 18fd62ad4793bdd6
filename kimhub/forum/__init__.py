"""Boards, topics, posts."""
