"""HubSpot's vocabulary: the shapes it writes and the names it uses."""
