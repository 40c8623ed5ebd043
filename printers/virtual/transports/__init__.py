"""How bytes come to a virtual printer: through a network card on loopback, or through a cable."""
