"""Questions about inspection, by subject."""
