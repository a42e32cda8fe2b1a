"""What people learned and practised: hours, practice meetings, signatures; what a certificate is worth is next door."""

from __future__ import annotations
