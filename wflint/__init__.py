"""wflint predicts the run-time errors of HubSpot workflows from their definitions."""

__version__ = "0.1.0"
