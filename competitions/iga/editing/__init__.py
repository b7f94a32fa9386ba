"""The pages of an edition: its indicators as everybody reads them, and its rules as a coordinator edits them."""
