"""The audit trail: captured by triggers below the ORM, sealed into a chain, checked by a command."""
