"""The made-up world, made through the services of the others."""
