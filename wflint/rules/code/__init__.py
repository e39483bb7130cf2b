"""Rules on custom code, webhooks and secrets."""
