"""In-app notices, SMS and other messages through adapters, each send recorded."""
