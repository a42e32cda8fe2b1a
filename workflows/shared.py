"""Rules that several processes use, imported as `workflows.shared`; a rule that one process uses stands with it."""
