"""Organisations, people, posts, roles, certificates, accounts; and the Actor that every act names."""
