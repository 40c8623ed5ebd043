"""Every key the product uses: the root secret, and the day keys whose end is a guest's end."""
