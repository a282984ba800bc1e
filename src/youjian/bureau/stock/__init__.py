"""The stock book: opening, purchases, sales, losses, closing of each station, product, day and month."""
