"""The made-up world: a district, a county or a province from one seed, for the demo, training and benchmarks."""
