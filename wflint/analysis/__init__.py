"""Which records can reach each action, and what that decides."""
