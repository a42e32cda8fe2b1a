"""How fast it is, each figure beside hand-written SQL that does the same in the same run; no part of `make check`."""
