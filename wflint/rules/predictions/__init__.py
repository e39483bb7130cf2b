"""Rules that predict what HubSpot will log: they say when a step fails, the engine for whom."""
