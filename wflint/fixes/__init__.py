"""Edits to the source text."""
