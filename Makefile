# The two commands of a newcomer are `go run .` and `make test`.

GOLANGCI_LINT := v2.15.0
GOVULNCHECK   := v1.9.0
TOOLS         := $(CURDIR)/.tools

# What the tests need beyond Go: a C compiler for -race and a browser for the web chat.
APT := gcc libc6-dev chromium chromium-driver redis-server

.PHONY: run test soak growth check model build clean test-tools check-tools

run:
	go run .

build:
	CGO_ENABLED=0 go build -trimpath -ldflags '-s -w' -o potentiels .

# Everything with the race detector and in random order; programs that tests kill or load
# are built by the tests, without it, and so is what learns the shipped examples over and over.
# Of the crashes in simulated time it sees a tenth. SQLite's own code, C translated to Go, is left
# alone: no goroutine begins there, and watching it takes two thirds of the time.
test: test-tools
	CGO_ENABLED=1 go test -race -gcflags=modernc.org/sqlite/lib=-race=false -shuffle=on -timeout 14m ./...
	go test -shuffle=on -run 'TestShipped|TestFloors|TestCrashes' . ./bot ./intents

# What takes longer than a developer waits.
soak: test-tools
	go test -tags soak -run Soak -timeout 60m -v . ./adapters/redis

# What storage on Redis costs as it grows, for docs/performance.md.
growth: test-tools
	@.ci/growth

check: check-tools
	@unformatted=$$(gofmt -l $$(git ls-files '*.go')); if [ -n "$$unformatted" ]; then echo "gofmt would change:"; echo "$$unformatted"; exit 1; fi
	go vet ./...
	$(TOOLS)/golangci-lint run
	@.ci/vulnerabilities $(TOOLS)/govulncheck

# Thresholds and temperature of the recogniser, which need folds of the phrases.
model:
	go generate ./intents

test-tools:
	@.ci/install $(APT)

check-tools: $(TOOLS)/golangci-lint-$(GOLANGCI_LINT) $(TOOLS)/govulncheck-$(GOVULNCHECK)

$(TOOLS)/golangci-lint-$(GOLANGCI_LINT):
	GOBIN=$(TOOLS) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@$(GOLANGCI_LINT)
	@touch $@

$(TOOLS)/govulncheck-$(GOVULNCHECK):
	GOBIN=$(TOOLS) go install golang.org/x/vuln/cmd/govulncheck@$(GOVULNCHECK)
	@touch $@

clean:
	rm -rf potentiels .tools
