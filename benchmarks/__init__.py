"""What `make bench` measures: each row of figures beside a peer that does the same work in the plainest way."""
