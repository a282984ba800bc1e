"""Measured, invoiced and declared litres and money by taxpayer; the tax function of nozzles."""
