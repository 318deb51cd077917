"""What `lasomi train` needs; nothing here is imported to answer a message."""
