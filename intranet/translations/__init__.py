"""The words in every language, one .po file each, and what reads and refreshes them; not who gets which language."""
