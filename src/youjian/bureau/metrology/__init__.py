"""Metering: verification, seals, repairs, acceptance of dispensers, measured errors and who is visited."""
