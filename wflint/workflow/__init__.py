"""The one model of a workflow that everything below reads."""
