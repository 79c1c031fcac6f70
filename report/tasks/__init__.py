"""One pytask file per arrow from images to book, and the nodes that they hash."""
