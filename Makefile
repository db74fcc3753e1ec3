PREFIX ?= /usr/local
SHARE = $(DESTDIR)$(PREFIX)/share
SOURCES = Package.swift Sources Tests stdlib Benchmarks

.DEFAULT_GOAL := help
.PHONY: help setup build demo test compat crash corpus differential sanitize door fuzz format lint bench install clean

help: ## Show this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 14

setup: ## Install what is missing (Debian packages), prepare the sample project
	@.ci/setup

build: setup ## Build moondock and moondock-worker
	swift build

demo: ## Release the sample shop for real, on a Docker Engine
	@.ci/demo

test: ## Run every test; FILTER=name for some of them
	@.ci/test $(if $(FILTER),--filter '$(FILTER)')

compat: setup ## Try every feature on one engine, ENGINE=unix:///path, and note it in moondock docs engines
	@.ci/compat '$(ENGINE)'

crash: setup ## Kill runs at every point, and on a real engine at random, KILLS (150) times for each of two recipes
	@MOONDOCK_TEST_KILLS=$(or $(KILLS),150) MOONDOCK_TEST_STRIDE=1 \
	    .ci/test --filter 'SweepTests|RandomKillTests|ResumeRaceTests|PowerLossTests|CutRolloutTests'

# The worker's own confinement leaves a sanitizer no room, so what runs in a process of its own is left out. Errors in
# Lua jump over C frames, which ThreadSanitizer's record of calls does not survive: it does without one.
SANITIZED = --disable-xctest --filter 'LuaRuntimeTests|RecipeWorkerTests' \
	--skip 'HostileTests|WorkerProcessTests|ConfinementTests'
corpus: ## Compare the Lua parser with luac5.4 over the Lua files of Debian packages (220 MB)
	@.ci/corpus

sanitize: setup ## Run the tests of the Lua runtime under AddressSanitizer, then ThreadSanitizer
	swift test $(SANITIZED) --sanitize address --scratch-path .build-address
	swift test $(SANITIZED) --sanitize thread --scratch-path .build-thread \
	    -Xcc -mllvm -Xcc -tsan-instrument-func-entry-exit=0

differential: setup ## Compare calls of the standard library at random with stock Lua, CALLS (200000) of them
	MOONDOCK_TEST_LUA_CALLS=$(or $(CALLS),200000) swift test --filter DifferentialTests

door: setup ## Make calls at random by callers with rights at random, CALLS (1000000) of them
	MOONDOCK_TEST_DOOR_CALLS=$(or $(CALLS),1000000) swift test --filter DoorFuzzTests

fuzz: setup ## Fuzz the sandbox (MINUTES=30), then each reader of foreign bytes (READERS=10, in minutes)
	@.ci/fuzz $(or $(MINUTES),30)
	@.ci/fuzz-readers $(or $(READERS),10)

format: ## Format the Swift code
	swift format --in-place --parallel --recursive $(SOURCES)

lint: ## Check the format of the Swift code, the syntax of recipes and scripts
	swift format lint --strict --parallel --recursive $(SOURCES)
	find recipes stdlib -name '*.lua' -print0 | xargs -0 -n1 luac5.4 -p
	bash -c 'for script in .ci/*; do bash -n "$$script" || exit; done'

bench: setup ## Measure, beside named floors; FILTER=name for some of them
	swift build -c release --product moondock
	swift build -c release --product moondock-worker
	swift run -c release benchmarks $(FILTER)

# The worker apart from the programs people type: moondock looks beside itself, then in ../libexec/moondock.
install: ## Install a release build under PREFIX (/usr/local), with completions and a man page
	swift build -c release --static-swift-stdlib --product moondock-worker
	swift build -c release --static-swift-stdlib --product moondock
	install -D -s -m 755 .build/release/moondock $(DESTDIR)$(PREFIX)/bin/moondock
	install -D -s -m 755 .build/release/moondock-worker $(DESTDIR)$(PREFIX)/libexec/moondock/moondock-worker
	install -d $(SHARE)/bash-completion/completions $(SHARE)/zsh/site-functions $(SHARE)/fish/vendor_completions.d \
	    $(SHARE)/man/man1
	.build/release/moondock --generate-completion-script bash > $(SHARE)/bash-completion/completions/moondock
	.build/release/moondock --generate-completion-script zsh > $(SHARE)/zsh/site-functions/_moondock
	.build/release/moondock --generate-completion-script fish > $(SHARE)/fish/vendor_completions.d/moondock.fish
	.ci/man-page .build/release/moondock > $(SHARE)/man/man1/moondock.1

clean: ## Remove everything the targets above made, containers of the demo included
	@.ci/clean
