"""Visits, where the jury goes: their minutes with photos, closing them, their paper and their pages."""
