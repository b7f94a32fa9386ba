"""The letters of a KIPP entry: what the edition asks for, given with the proposal or here until the edition closes."""
