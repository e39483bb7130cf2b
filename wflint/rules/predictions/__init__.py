"""Rules that predict what HubSpot will log: each says when a step fails, the engine says for whom."""
