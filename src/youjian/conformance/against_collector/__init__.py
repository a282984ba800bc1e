"""The platform played towards somebody's collector: it answers, makes trouble by a script, and judges."""
