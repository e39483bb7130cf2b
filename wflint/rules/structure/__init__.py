"""Rules on how the actions of a workflow hang together."""
