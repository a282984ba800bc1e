"""The parts of a station's file, one module per kind of device; `collector.config` reads the whole."""
