"""IGA indicators and maturity, KIPP nomination."""
