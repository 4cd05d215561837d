"""Rules about persons: availability and likely duplicates. Pure."""
