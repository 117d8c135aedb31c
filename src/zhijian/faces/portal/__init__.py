"""The one entrance: session, menu, first screen."""
