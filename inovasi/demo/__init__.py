"""A believable year of made-up proposals for trying the portal; every text of ours in it is marked "(contoh)"."""
