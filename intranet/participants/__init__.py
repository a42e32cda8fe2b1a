"""Those who visit a group: known there alone, by what they chose to be called, and by nothing they did not agree to."""
