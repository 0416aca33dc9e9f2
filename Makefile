# Every target is a command of tools/dev.py; options are NAME=value words.
PYTHON ?= python3
COMMANDS := run test db shell psql serve mail lint bench backtest test-core coverage stop clean help

.DEFAULT_GOAL := help
.PHONY: $(COMMANDS)

$(COMMANDS):
	@$(PYTHON) tools/dev.py $@ $(filter-out PYTHON=%,$(MAKEOVERRIDES))
