"""Django's name for this app."""

from django.apps import AppConfig


class StockConfig(AppConfig):
    """The stock book: opening, purchases, sales, losses, closing of each station, product, day and month."""

    name = "youjian.bureau.stock"
    label = "stock"
    verbose_name = "进销存：台账"
