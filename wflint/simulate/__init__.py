"""A workflow run on one concrete record."""
