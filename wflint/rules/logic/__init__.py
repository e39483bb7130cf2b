"""Rules on what conditions say: by themselves, and in the place where they stand."""
