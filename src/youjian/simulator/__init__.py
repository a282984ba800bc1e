"""Simulated stations: a physical model behind real device protocols, with labels for what is fraudulent.

`physics` draws what a station is like, `model` lives it, `live` opens its doors, `reporter` reports by the
station API, `history` makes its past. Shares nothing with the platform but the contract and the protocols.
"""
