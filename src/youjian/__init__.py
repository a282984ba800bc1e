"""油鉴: accounts for every litre a city's petrol stations buy, hold, sell, tax and recover."""

__version__ = "0.1.0"
