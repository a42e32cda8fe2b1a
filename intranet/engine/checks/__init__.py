"""The checks of a definition, one file for each thing proven; `proof` runs them all."""
