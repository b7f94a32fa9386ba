"""Papers as they were issued: bytes with serial and hash that nobody changes, and what anybody may check of them."""
