"""What a tablet can ask: as a kiosk, and in an encounter with one person."""
