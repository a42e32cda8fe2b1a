"""Figures computed from what happened, never from names."""
