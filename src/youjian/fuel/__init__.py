"""What fuel does: volume correction, tank geometry, tank charts. Pure; litres, mm and °C."""
