"""The twin: labelled audit folders from a physical station model that shares nothing with the estimators.

`suites.make_folder` writes a folder and its labels. Fuel moves as flow, gauges have memory and friction,
tables are what imperfect devices and papers made of it.
"""
