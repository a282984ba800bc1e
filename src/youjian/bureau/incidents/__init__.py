"""突发事件: reported, handled, controlled and closed, with the call list; drills and what came of them."""
