# Go and git are all that build, test and demo need. lint fetches the linters
# at the versions below; golangci-lint runs where it is installed.

GO          ?= go
PREFIX      ?= /usr/local
DESTDIR     ?=
FUZZTIME    ?= 1m
STATICCHECK ?= honnef.co/go/tools/cmd/staticcheck@v0.8.2
ACTIONLINT  ?= github.com/rhysd/actionlint/cmd/actionlint@v1.7.12
# Those that start goroutines, and what these share. Tests of size and of how long
# hostile input takes say nothing of races; the properties of the second are about
# git, and a few cases of each will do.
RACE        ?= $(addprefix ./pkg/,comparison environment eval lint prompt provider recording signature signoff standing term token)
RACE_FEW    ?= $(addprefix ./pkg/,catalog repo)

VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)
COMMIT  := $(shell git rev-parse HEAD 2>/dev/null)
DATE    := $(shell git log -1 --format=%cI 2>/dev/null)
LDFLAGS := -s -w -X main.version=$(VERSION) -X main.commit=$(COMMIT) -X main.date=$(DATE)
EXE     := $(shell $(GO) env GOEXE)
BIN     := bin/promptctl$(EXE)

.PHONY: help build test race demo lint lint-rates bench fuzz assets install clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## build bin/promptctl, static and without paths of this machine
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags '$(LDFLAGS)' -o $(BIN) ./cmd/promptctl

test: ## run all tests
	$(GO) test ./...

race: ## run the tests of what is concurrent under the race detector (needs a C compiler)
	$(GO) test -race -skip '^(TestHostile|Fuzz)' $(RACE)
	$(GO) test -race -skip '^Test(ManyPaths|LongHistories)$$' $(RACE_FEW) -rapid.checks=10

demo: build ## show the tool at work on prompts-example, in a temporary repository
	@sh testdata/demo.sh $(BIN)

lint: ## check formatting, vet, staticcheck, actionlint, and golangci-lint where it is installed
	@files=$$(gofmt -l cmd pkg) || exit 1; \
	if [ -n "$$files" ]; then echo "gofmt would change:"; echo "$$files"; exit 1; fi
	$(GO) vet ./...
	$(GO) vet -tags assets ./cmd/promptctl
	$(GO) run $(STATICCHECK) ./...
	$(GO) run $(ACTIONLINT)
	@if command -v golangci-lint >/dev/null 2>&1; then \
		echo golangci-lint run; golangci-lint run; \
	else \
		echo "golangci-lint is not installed: skipped"; \
	fi

bench: ## measure against git and, where it is installed, promptfoo, as ratios
	$(GO) test ./cmd/promptctl -run '^$$' -bench '^Benchmark(Process|Eval)$$' -benchtime 1x -timeout 30m

lint-rates: build ## how often each rule fires on the prompts in a folder (make lint-rates DIR=…)
	@sh testdata/lint-rates.sh $(BIN) "$(DIR)"

fuzz: ## fuzz every target for FUZZTIME each (make fuzz FUZZTIME=10m)
	@list=$$($(GO) test -list '^Fuzz' ./...) || { echo "$$list"; exit 1; }; \
	echo "$$list" | \
	awk '/^Fuzz/ {names = names " " $$1} /^ok/ {n = split(names, f, " "); for (i = 1; i <= n; i++) print $$2, f[i]; names = ""}' | \
	while read -r package target; do \
		echo "$$package $$target"; \
		$(GO) test "$$package" -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 20x </dev/null || exit 1; \
	done

assets: build ## write completions, man pages and the rules' pages to bin, for packages
	rm -rf bin/completions bin/man bin/rules
	mkdir -p bin/completions bin/man
	$(BIN) completion bash > bin/completions/promptctl.bash
	$(BIN) completion zsh > bin/completions/promptctl.zsh
	$(BIN) completion fish > bin/completions/promptctl.fish
	$(BIN) completion powershell > bin/completions/promptctl.ps1
	CGO_ENABLED=0 $(GO) run -tags assets -ldflags '$(LDFLAGS)' ./cmd/promptctl man bin/man
	CGO_ENABLED=0 $(GO) run -tags assets -ldflags '$(LDFLAGS)' ./cmd/promptctl rules bin/rules
	gzip -9 -n -f bin/man/*.1

install: assets ## install under PREFIX (default /usr/local), and DESTDIR before it
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/share/man/man1 \
		$(DESTDIR)$(PREFIX)/share/doc/promptctl/rules \
		$(DESTDIR)$(PREFIX)/share/bash-completion/completions \
		$(DESTDIR)$(PREFIX)/share/zsh/site-functions \
		$(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d
	install -m 755 $(BIN) $(DESTDIR)$(PREFIX)/bin/
	install -m 644 bin/man/*.1.gz $(DESTDIR)$(PREFIX)/share/man/man1/
	install -m 644 bin/rules/*.md $(DESTDIR)$(PREFIX)/share/doc/promptctl/rules/
	install -m 644 bin/completions/promptctl.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/promptctl
	install -m 644 bin/completions/promptctl.zsh $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_promptctl
	install -m 644 bin/completions/promptctl.fish $(DESTDIR)$(PREFIX)/share/fish/vendor_completions.d/promptctl.fish

clean: ## remove what was built
	rm -rf bin dist coverage.out
