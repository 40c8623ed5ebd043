"""What goes on in a lobby: kiosks, encounters, arrivals, departures, and who waits at the desk."""
