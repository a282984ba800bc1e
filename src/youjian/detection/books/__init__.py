"""What the books of a station say: papers, litres and stock of a period, in litres at 20 °C."""
