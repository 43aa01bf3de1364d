"""Load, faults and hostile input. `make test` runs the small form, `make abuse` the full one."""
