"""Courses, supervision and gatherings, who has a seat and who was there; not what it counts for."""
