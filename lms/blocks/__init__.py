"""The socket: XBlocks of others and our own run here, with their fields in our tables."""
