"""Official papers (公文): letters, notices, decisions and bulletins as Word and PDF (GB/T 9704-2012)."""
