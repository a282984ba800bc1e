"""Daily to yearly reports on screen, in Excel and as PDF, sent on schedule."""
