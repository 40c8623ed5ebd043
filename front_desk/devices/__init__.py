"""Kiosks, printers and print agents of a site, as its desk looks after them."""
