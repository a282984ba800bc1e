"""Joint tests, acceptance of stations, go-live, final acceptance and evaluation (联调、验收、绩效评价)."""
