"""The guest's pages: the visit, the rights over its data, and the way in without a link."""
