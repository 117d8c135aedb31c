"""Composition: settings, urls, server, worker and command line."""
