"""What files came to in earlier runs, kept in one file and found again by what went into it."""
