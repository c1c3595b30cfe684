"""What pm-lint costs, beside others of its kind: `make bench`. `docs/performance.md` is made of it."""
