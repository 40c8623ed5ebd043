"""The trail: who did what to which visit, and who read what of a guest, without a word of theirs."""
