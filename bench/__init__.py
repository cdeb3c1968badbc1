"""What `make bench` runs: each figure beside its floor, in the same run, as the median of interleaved rounds."""
