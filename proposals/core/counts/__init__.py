"""How many proposals there are: counted with each move, and told to each reader."""
