"""A workflow drawn, with its findings on it: one module a format."""
