"""Nothing by the clock: the prices seen are kept by the thread of the sums of sales (`keeping`)."""
