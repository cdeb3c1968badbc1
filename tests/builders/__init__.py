"""Builders: test data and the demo world, made through services, so that it is always reachable data."""
