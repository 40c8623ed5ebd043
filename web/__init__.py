"""What the faces share: page frame, sessions, access, languages, headers, error pages."""
