"""Reading: files, encodings, JSON and YAML, and the way from a pointer to its place."""
