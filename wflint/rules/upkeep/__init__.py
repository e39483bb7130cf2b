"""Rules on keeping workflows in order: off unless they are selected."""
