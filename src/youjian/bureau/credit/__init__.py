"""Risk classes that steer inspections, effective decisions that count against a station, and draws by lot."""
