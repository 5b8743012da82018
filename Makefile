# `make vectors` and `make test` do everything on a fresh machine with Python 3.11 or later.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
WORKERS ?= 2

.PHONY: help vectors test test-thorough install fast lint formal-quick formal walk nightly explore incidents mutation assurance reproducible reproducible-all adapters check-adapters coverage bench soak fuzz fuzz-decoders verify-mainnet replay-mainnet clean

help: ## list the targets
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 18

vectors: $(INSTALLED) ## generate vectors/ (installs what is needed)
	@$(BIN)/pocket-spec vectors
	@$(BIN)/pocket-spec lint

test: $(INSTALLED) ## run all tests, including the conformance suite
	@$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

test-thorough: $(INSTALLED) ## run all tests with every case, where `make test` takes one for each flag
	@POCKET_SPEC_THOROUGH=1 $(BIN)/python -m pytest -n $(WORKERS) --dist loadfile

install: $(INSTALLED) ## create .venv with the pinned dependencies

$(INSTALLED): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or later is needed; set PYTHON=/path/to/python3"; exit 1; }
	@echo "creating $(VENV) with $(PYTHON)"
	@if command -v uv >/dev/null 2>&1; then \
		uv venv -q --allow-existing -p $(PYTHON) $(VENV) && \
		uv pip install -q -p $(BIN)/python --require-hashes -r requirements.lock && \
		uv pip install -q -p $(BIN)/python --no-deps --no-build-isolation -e . ; \
	else \
		$(PYTHON) -m venv $(VENV) && \
		$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.lock && \
		$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
	@touch $(INSTALLED)

fast: $(INSTALLED) ## install numba, on which the reference's fast core runs (no compiler needed)
	@if command -v uv >/dev/null 2>&1; then \
		uv pip install -q -p $(BIN)/python --require-hashes -r requirements-fast.lock ; \
	else \
		$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-fast.lock ; \
	fi
	@$(BIN)/pocket-spec doctor

lint: $(INSTALLED) ## ruff, mypy --strict, import-linter, deal lint, and the vectors' linter
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/python -m deal lint spec/pocket_spec
	@$(BIN)/pocket-spec lint

formal-quick: $(INSTALLED) ## CrossHair on every theorem and kernel; table in build/formal-quick.md
	@$(BIN)/python -m pocket_conformance.formal --tier quick

formal: $(INSTALLED) ## all of rungs 1 to 7: theorems with more time, explorer, incidents, walks, tests of chance
	@$(BIN)/python -m pocket_conformance.formal --tier full; status=$$?; \
		$(BIN)/python -m pocket_conformance.assurance && exit $$status

walk: $(INSTALLED) ## walk at random through messages of every kind, all invariants checked after every step
	@$(BIN)/pocket-spec walk --steps $${STEPS:-10000}

nightly: $(INSTALLED) ## Hypothesis on CrossHair's solver, in a process of its own (installs hypothesis-crosshair in build/)
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip -q
	@$(BIN)/python -m pip install -q --disable-pip-version-check --upgrade --no-deps --require-hashes \
		--target build/nightly -r requirements-nightly.lock
	@PYTHONPATH=build/nightly $(BIN)/python -m pocket_conformance.walk.symbolic --examples $${EXAMPLES:-200}

explore: $(INSTALLED) ## visit every state of the small worlds, and ask for every invariant in each
	@$(BIN)/pocket-spec explore

incidents: $(INSTALLED) ## put each incident of the past back into the rules, and look for it
	@$(BIN)/pocket-spec incidents

mutation: $(INSTALLED) ## break rules on purpose and count who notices; resumable, verdicts in build/mutation
	@$(BIN)/python -m pocket_conformance.mutation

assurance: $(INSTALLED) ## how sure we are of what, from what `make formal` and `make mutation` left: build/assurance.html
	@$(BIN)/pocket-spec assurance --html build/assurance.html

reproducible: $(INSTALLED) ## regenerate the vectors under two hash seeds and compare every byte
	@$(BIN)/pocket-spec vectors --check

reproducible-all: ## the same on every Python from 3.11 to 3.13 that is installed
	@for p in python3.11 python3.12 python3.13; do \
		command -v $$p >/dev/null 2>&1 || { echo "$$p: not installed, skipped"; continue; }; \
		$(MAKE) -s reproducible VENV=build/venv-$$p PYTHON=$$p && echo "$$p: reproducible" || exit 1; done

adapters: ## build the adapters that run the real Go code (needs Go)
	@$(MAKE) -s -C conformance/adapters

check-adapters: $(INSTALLED) adapters ## score the real Go code on every vector
	@for a in go-smt go-poktroll; do \
		test -x build/adapters/$$a || { echo "$$a: not built, skipped"; continue; }; \
		$(BIN)/pocket-spec check --known-findings --cmd build/adapters/$$a || exit 1; done

coverage: $(INSTALLED) adapters ## write docs/coverage.md: every message and step, with the real chain's agreement (needs Go)
	@{ sed -n '1,/^<!-- generated -->/p' docs/coverage.md; echo; \
		$(BIN)/pocket-spec coverage --markdown --cmd build/adapters/go-poktroll; } > build/coverage.md
	@mv build/coverage.md docs/coverage.md

bench: $(INSTALLED) ## time tries, a block's settlement and relays against Go: a table each (ARGS=--json)
	@$(BIN)/python benchmarks/smst_build.py --rounds 3 $(ARGS)
	@$(BIN)/python benchmarks/smst_threads.py $(ARGS)
	@$(BIN)/python benchmarks/smst_use.py $(ARGS)
	@$(BIN)/python benchmarks/settlement.py $(ARGS)
	@$(BIN)/python benchmarks/relays.py $(ARGS)

SECONDS ?= 600
soak: $(INSTALLED) ## kill miners under load and count what is lost (SECONDS=600)
	@$(BIN)/python -m pocket_conformance.network.soak --seconds $(SECONDS)

fuzz: $(INSTALLED) ## differential fuzzing of the SMST: spec, reference (both cores), the Go library where built
	@$(BIN)/python -m pocket_conformance.fuzz

fuzz-decoders: $(INSTALLED) ## coverage-guided fuzzing of the decoders (installs atheris)
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip -q
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-fuzz.lock
	@$(BIN)/python -m pocket_conformance.fuzz.decoders

verify-mainnet: $(INSTALLED) ## verify captured mainnet data (../shared/mainnet, or POCKET_SPEC_MAINNET)
	@cd $${POCKET_SPEC_MAINNET:-../shared/mainnet} && $(CURDIR)/$(BIN)/pocket-spec verify proofs_*.json claims_*.json morse_*_claims_*.json

replay-mainnet: $(INSTALLED) ## replay captured mainnet blocks (../shared/mainnet, or POCKET_SPEC_MAINNET)
	@cd $${POCKET_SPEC_MAINNET:-../shared/mainnet} && $(CURDIR)/$(BIN)/pocket-spec replay blocks --params mainnet

clean: ## remove .venv and build output
	@rm -rf $(VENV) build .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
