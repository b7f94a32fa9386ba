"""Papers of one proposal: the proposal as printed, the receipt, and letters to sign."""
