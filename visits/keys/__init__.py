"""All keys of the product: the root secret, and the day keys; destroying one erases a day."""
