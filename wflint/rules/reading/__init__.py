"""Rules on whether a file can be read: the readers find the defects, these say what they are."""
