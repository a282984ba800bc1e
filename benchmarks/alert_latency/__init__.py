"""How long from a record's receipt to its alert on somebody's screen, while the door is under load."""
