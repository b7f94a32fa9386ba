"""The reviewer's desk: the queue, scoring one proposal, stepping back, the pledge."""
