# Two commands matter: make run, make test. What they do is in tools/dependencies.py, portal/serve/ and tools/check.py.
ON = python3 tools/dependencies.py
PY = setpriv --pdeathsig TERM .venv/bin/python

.PHONY: run test bench shots prove demo-reset lint

run:
	@$(ON) base && exec $(PY) -m portal.serve

demo-reset:
	@$(ON) base && exec $(PY) -m portal.serve reset

test:
	@$(ON) dev && exec $(PY) -m tools.check test

bench:
	@$(ON) dev && exec $(PY) -m tools.check bench

shots:
	@$(ON) dev && exec $(PY) -m tools.check shots

prove:
	@$(ON) dev && exec $(PY) -m tools.check prove

lint:
	@$(ON) dev && exec $(PY) -m tools.check lint
