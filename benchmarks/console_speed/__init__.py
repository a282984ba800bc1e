"""How the map and the live tables answer to a person's hand in a large city while records keep coming."""
