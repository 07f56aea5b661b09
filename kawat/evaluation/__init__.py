"""The scorer behind `kawat eval`: reads readings and gold, nothing else reads it."""
