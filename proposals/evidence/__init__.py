"""Evidence files: adding, replacing, removing, previewing and scanning them."""
