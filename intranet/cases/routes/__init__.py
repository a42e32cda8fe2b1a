"""The pages of running cases; each module is one blueprint."""
