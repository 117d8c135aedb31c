"""One bureau with one of each thing at each stage, for tests that walk all operations."""
