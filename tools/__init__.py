"""Scripts of the workshop; no part of the product."""
