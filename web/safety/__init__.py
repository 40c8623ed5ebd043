"""What keeps harm out and words in: headers, origins, calm errors, and a journal that repeats nothing."""
