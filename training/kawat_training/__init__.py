"""Recipe that makes Kawat's model: base weights, data, heads, training, export."""
