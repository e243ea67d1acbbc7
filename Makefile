# The two commands: `make run` serves the site, `make test` tries it. Everything else helps whoever changes it.
.SILENT:
.PHONY: help env dev run test e2e test-postgres check bench lock

PY := .venv/bin/python
# Candidates are run, not only looked up: a version manager's shim exists on the path even where it cannot start.
CANDIDATES := python3.13 python3.12 python3.14 python3 python
FIND_PYTHON = for name in $(CANDIDATES); do \
	  if $$name -c 'import sys; sys.exit(sys.version_info < (3, 12))' >/dev/null 2>&1; then found=$$name; break; fi; done; \
	if [ -z "$$found" ]; then \
	  here=$$(python3 --version 2>/dev/null || echo "aucun Python"); \
	  echo "Python 3.12 ou plus récent est nécessaire ; trouvé : $$here. Installez-le, puis relancez la commande." >&2; exit 1; fi

help:
	echo "make run            sert le site sur http://localhost:8000 (PORT=… le déplace, VAR_DIR=… déplace les données)"
	echo "make test           lance les tests sur SQLite, et les parcours dans un navigateur s'il y en a un"
	echo "make test-postgres  les mêmes tests sur PostgreSQL et Redis"
	echo "make e2e            les parcours dans un navigateur seulement"
	echo "make check          forme, types, couches, migrations, réglages de production"
	echo "make bench          les mesures"
	echo "make dev            installe de quoi tester et vérifier, sans rien lancer"
	echo "make lock           refait les listes de versions"

env:
	$(FIND_PYTHON); $$found launch/prepare.py base

dev:
	$(FIND_PYTHON); $$found launch/prepare.py dev

run: env
	exec $(PY) launch/serve.py

test: dev
	$(PY) launch/try.py test

e2e: dev
	$(PY) launch/try.py e2e

test-postgres: dev
	$(PY) launch/services.py $(PY) launch/try.py unit

check: dev
	$(PY) launch/try.py check

bench: dev
	$(PY) launch/services.py --optional $(PY) bench/run.py

lock: dev
	.venv/bin/uv pip compile -q --universal --python-version 3.12 --no-header --no-annotate --generate-hashes pyproject.toml --extra production -o requirements/base.txt
	.venv/bin/uv pip compile -q --universal --python-version 3.12 --no-header --no-annotate --generate-hashes pyproject.toml --extra production --extra dev -o requirements/dev.txt
