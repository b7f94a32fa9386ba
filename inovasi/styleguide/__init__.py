"""The page `/gaya/`: every component of the portal's pages in every state, for those who build and look after them."""
