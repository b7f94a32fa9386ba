"""The outbox: every mail is a row, which waits, was sent, or says why it did not arrive."""
