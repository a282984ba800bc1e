"""How long records are kept (保存期限): limits, holds, and the daily round that drops and thins."""
