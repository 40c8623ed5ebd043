"""The guest's pages: the visit, what is done about the data, and the way in for those without their link."""
