"""What many articles say together: pure functions from readings to links between them."""
