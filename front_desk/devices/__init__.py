"""The desk's pages about the kiosks, printers and print agents of its site."""
