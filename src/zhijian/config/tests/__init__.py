"""Tests of the command line, the supervisor, the worker, set-up, doctor and roles."""
