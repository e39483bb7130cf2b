"""Settings, selection and levels."""
