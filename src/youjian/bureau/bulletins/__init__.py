"""Bulletins of the week and month (通报), and notices that want an answer (催办)."""
