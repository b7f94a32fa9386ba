"""The pre-flight of a KIPP entry: every formal rule asked before it is ready and before it is registered."""
