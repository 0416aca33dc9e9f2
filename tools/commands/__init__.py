"""One module per command: `run(bench, options) -> int` is its exit status."""
