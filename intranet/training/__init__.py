"""What people learned and practised on the way to a certificate: hours, practice meetings, signatures; not the certificate."""
