"""The collaborators of an application: listing, adding, changing and removing them."""
