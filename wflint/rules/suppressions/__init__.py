"""Rules on suppressions: the policy finds what is wrong with them, these say what it is."""
