"""Membership of the movement: a record apart from any group and participant, kept by the office."""
