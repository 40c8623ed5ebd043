"""Puts it together: settings, faces under one roof, command line, background worker."""
