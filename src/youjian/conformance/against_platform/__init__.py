"""A collector against somebody's platform: it enrols, sends, and provokes every reply of the page."""
