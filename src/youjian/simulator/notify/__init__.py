"""A local server that answers as WeCom, DingTalk, Feishu, Cloud MAS and a webhook's receiver do."""
