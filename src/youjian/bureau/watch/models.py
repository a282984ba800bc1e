"""The watch keeps no table of its own: device states and their flips live in the ledger."""
