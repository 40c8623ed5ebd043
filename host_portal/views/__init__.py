"""The views of the portal, one module for each noun."""
