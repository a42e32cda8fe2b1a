"""The trainer's desk and the candidate's own page, read from cases and facts; no rule of its own."""
