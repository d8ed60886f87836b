# A thin face over CMake, so that everything is one word from the root. `make help` lists the words.
.NOTPARALLEL:
.DEFAULT_GOAL := build

BUILD ?= build
SANITIZED ?= build-asan
CLANG ?= build-clang
WERROR ?= OFF
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

# Debian packages, by name. `make deps` installs what is missing of the first list, and so on.
DEPS := gcc libc6-dev cmake pkg-config ragel libuv1-dev libc-ares-dev libssl-dev openssl libcmocka-dev sip-tester spin nsd
DEPS_GENERATOR := gcc libc6-dev cmake ragel
DEPS_CORE := gcc libc6-dev cmake ragel
DEPS_SIZE := $(DEPS_CORE) gcc-arm-linux-gnueabihf libc6-dev-armhf-cross qemu-user
DEPS_LINT := $(DEPS) clang clang-format clang-tidy cppcheck git graphviz
# What `make test-peers` talks to, beside what building needs: docs/peers.md.
DEPS_PEERS := $(DEPS) kamailio kamailio-tls-modules kamailio-websocket-modules baresip-core nodejs chromium
# By npm, into build/peers/: its page is a telephone in a browser.
DEPS_PEERS_NPM := jssip@3.13.8
DEPS_DEV := $(DEPS_LINT) ninja-build afl++ valgrind libosip2-dev libsofia-sip-ua-dev gcovr

define install
	@missing=`for p in $(1); do \
	    dpkg-query -W -f='$${db:Status-Status}\n' $$p 2>/dev/null | grep -qx installed || printf '%s ' $$p; done`; \
	[ -n "$$missing" ] || exit 0; \
	command -v apt-get >/dev/null || { echo "make deps knows Debian only; install: $$missing" >&2; exit 1; }; \
	sudo=; if [ `id -u` != 0 ]; then command -v sudo >/dev/null || { echo "make deps needs root or sudo to install: $$missing" >&2; exit 1; }; sudo=sudo; fi; \
	echo "installing Debian packages: $$missing"; \
	{ $$sudo apt-get update -qq && $$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $$missing; } \
	    >/tmp/sipfsm-deps.$$$$ 2>&1 || { tail -n 20 /tmp/sipfsm-deps.$$$$; echo "make deps: apt-get failed (above)" >&2; exit 1; }; \
	rm -f /tmp/sipfsm-deps.$$$$
endef

# configure,PRESET,FOLDER,OPTIONS: quietly, by CMakePresets.json; what CMake says is shown if it fails.
define configure
	@mkdir -p $(dir $(2)) && cmake --preset $(1) -B $(2) -DSIPFSM_WERROR=$(WERROR) $(3) >$(2).configure.log 2>&1 || \
	    { cat $(2).configure.log; rm -f $(2).configure.log; exit 1; }
	@rm -f $(2).configure.log
endef

# One clear line for a tool that is missing, before anything else can fail on it.
define need
	@for t in $(1); do command -v $$t >/dev/null || { echo "$$t is missing: run \`make deps\`" >&2; exit 1; }; done
	@for l in $(2); do pkg-config --exists $$l || { echo "the library $$l is missing: run \`make deps\`" >&2; exit 1; }; done
endef

.PHONY: help build check clang lint format deps-lint coverage docs gen install generator test-generator install-generator deps-generator core install-core deps-core size deps-size test-small dist demo test test-plain test-sanitized test-peers delete-rows mutate mutate-c model sim fuzz fuzz-tools fuzz-smoke fuzz-report bench bench-parser bench-engine bench-sim bench-standing bench-calls bench-ramp bench-idle deps deps-peers deps-dev clean

help: ## list these targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-18s %s\n", $$1, $$2}'

# Builds quietly: warnings and errors are shown, the rest is in <build>/build.log.
define compile
	@cmake --build $(1) -j $(JOBS) $(2) >$(1)/build.log 2>&1 || { grep -vE '^\[ *[0-9]+%\]' $(1)/build.log >&2; exit 1; }
	@grep -A4 -E 'warning:' $(1)/build.log || true
endef

build: $(BUILD)/CMakeCache.txt ## build everything: programs land in build/
	@[ -e $(BUILD)/build.log ] || echo "building (a minute or so, more on a busy machine; $(BUILD)/build.log has the details)"
	$(call compile,$(BUILD))

$(BUILD)/CMakeCache.txt: CMakeLists.txt
	$(call need,cc cmake pkg-config ragel,libuv libcrypto cmocka)
	$(call configure,default,$(BUILD))
	@touch $@

gen: $(BUILD)/CMakeCache.txt ## regenerate all generated C from grammar/, fsm/ and the generator's scanner
	@rm -rf $(BUILD)/generated
	@cmake -S . -B $(BUILD) >/dev/null
	$(call compile,$(BUILD),--target gen)

PREFIX ?= /usr/local
install: build ## programs, libraries, headers, CMake package and pkg-config files under PREFIX (DESTDIR is honoured)
	@DESTDIR="$(DESTDIR)" cmake --install $(BUILD) --prefix "$(PREFIX)" >$(BUILD)/install.log 2>&1 || { cat $(BUILD)/install.log >&2; exit 1; }
	@echo "installed in $(DESTDIR)$(PREFIX) ($(BUILD)/install.log says what)"

# Without SIP: fsmgen, the engine, the loader. A build of its own, that needs no library but libc.
GENERATOR ?= build-generator

generator: $(GENERATOR)/CMakeCache.txt ## build fsmgen and the engine alone, for a protocol of yours: no SIP, no other library
	$(call compile,$(GENERATOR))

$(GENERATOR)/CMakeCache.txt: CMakeLists.txt
	@for t in cc cmake ragel; do command -v $$t >/dev/null || { echo "$$t is missing: run \`make deps-generator\`" >&2; exit 1; }; done
	$(call configure,generator,$(GENERATOR))
	@touch $@

test-generator: generator ## its tests: what fsmgen says and makes, and the tutorial's examples on an installed copy
	@ctest --test-dir $(GENERATOR) -j 2 --output-on-failure --no-tests=error --timeout 200 >$(GENERATOR)/test.log 2>&1; status=$$?; \
	    sed -n '/Test  *#\|tests passed\|FAILED\|\*\*\*/p' $(GENERATOR)/test.log; \
	    [ $$status = 0 ] || { grep -v Passed $(GENERATOR)/test.log | tail -n 120; }; exit $$status

install-generator: generator ## these under PREFIX: fsmgen, engine, headers, CMake package, pkg-config file, the tutorial's examples
	@DESTDIR="$(DESTDIR)" cmake --install $(GENERATOR) --prefix "$(PREFIX)" >$(GENERATOR)/install.log 2>&1 || { cat $(GENERATOR)/install.log >&2; exit 1; }
	@echo "installed in $(DESTDIR)$(PREFIX) ($(GENERATOR)/install.log says what)"

# The user agent core without programs, a loop or a clock: docs/embedding.md. SMALL=ON: for a device.
SMALL ?= OFF
CORE_KIND := $(if $(filter ON,$(SMALL)),core-small,core)
CORE ?= build-$(CORE_KIND)

core: $(CORE)/CMakeCache.txt ## build the user agent core alone, which needs libc and no other library (SMALL=ON: for a device)
	$(call compile,$(CORE))

$(CORE)/CMakeCache.txt: CMakeLists.txt
	@for t in cc cmake ragel; do command -v $$t >/dev/null || { echo "$$t is missing: run \`make deps-core\`" >&2; exit 1; }; done
	$(call configure,$(CORE_KIND),$(CORE))
	@touch $@

install-core: core ## the core under PREFIX: libraries, headers, CMake package, pkg-config files, the examples
	@DESTDIR="$(DESTDIR)" cmake --install $(CORE) --prefix "$(PREFIX)" >$(CORE)/install.log 2>&1 || { cat $(CORE)/install.log >&2; exit 1; }
	@echo "installed in $(DESTDIR)$(PREFIX) ($(CORE)/install.log says what)"

size: ## text and memory of the small core, here and on 32-bit ARM: the table in docs/embedding.md is written anew
	@for t in arm-linux-gnueabihf-gcc qemu-arm; do command -v $$t >/dev/null || { echo "$$t is missing: run \`make deps-size\`" >&2; exit 1; }; done
	@$(MAKE) --no-print-directory core SMALL=ON
	$(call compile,build-core-small,--target text_size)
	$(call configure,core-small,build-core-arm,-DCMAKE_TOOLCHAIN_FILE=$(CURDIR)/tests/size/arm.cmake -DSIPFSM_GENERATED=$(CURDIR)/build-core-small/generated)
	$(call compile,build-core-arm,--target text_size)
	@sh tests/size/size.sh docs/embedding.md "x86-64=build-core-small" "32-bit ARM=build-core-arm"

test-small: build ## the parser's and the core's tests, with the small core
	$(call configure,small,build-small)
	$(call compile,build-small)
	@ctest --test-dir build-small -j 2 -L 'unit|flow' --output-on-failure --no-tests=error --timeout 200 >build-small/test.log 2>&1; status=$$?; \
	    sed -n '/tests passed\|FAILED\|\*\*\*/p' build-small/test.log; \
	    [ $$status = 0 ] || { grep -v Passed build-small/test.log | tail -n 120; }; exit $$status

dist: $(BUILD)/CMakeCache.txt ## the whole library as two files: build/dist/sipfsm.c and sipfsm.h
	$(call compile,$(BUILD),--target dist)
	@echo "$(BUILD)/dist/sipfsm.c, $(BUILD)/dist/sipfsm.h"

docs: $(BUILD)/CMakeCache.txt ## write docs/machines/ (pages, pictures), races.md, conformance.md and departures.md anew
	$(call compile,$(BUILD),--target fsmgen --target test_races)
	@sh docs/machines/pages.sh $(BUILD)/fsmgen && sh docs/house.sh && sh docs/way.sh && sh tests/races/page.sh $(BUILD)/tests/test_races

demo: build ## Alice calls Bob over UDP: `make demo ARGS=--busy` and its like
	@$(BUILD)/sipfsm demo $(ARGS)

test: test-plain test-sanitized ## every test, units and flows also under ASan and UBSan

test-plain: build
	$(call need,sipp spin,)
	@ctest --test-dir $(BUILD) -j 2 --output-on-failure --no-tests=error --timeout 200 >$(BUILD)/test.log 2>&1; status=$$?; \
	    sed -n '/Test  *#\|tests passed\|FAILED\|\*\*\*/p' $(BUILD)/test.log; \
	    [ $$status = 0 ] || { echo; echo "--- output of what failed (the whole of it: $(BUILD)/test.log)"; grep -v Passed $(BUILD)/test.log | tail -n 120; }; \
	    echo "slowest:"; sed -n 's/.*Test *#[0-9]*: \([^ ]*\).* \([0-9.]* sec\)$$/\2  \1/p' $(BUILD)/test.log | sort -rn | head -5; exit $$status

test-sanitized: build
	$(call configure,asan,$(SANITIZED),-DSIPFSM_GENERATED=$(abspath $(BUILD))/generated)
	$(call compile,$(SANITIZED))
	@echo "under ASan and UBSan:"
	@ctest --test-dir $(SANITIZED) -j 2 -L 'unit|flow' --output-on-failure --no-tests=error --timeout 200 >$(SANITIZED)/test.log 2>&1; status=$$?; \
	    sed -n '/tests passed\|FAILED\|\*\*\*/p' $(SANITIZED)/test.log; \
	    [ $$status = 0 ] || { grep -v Passed $(SANITIZED)/test.log | tail -n 120; }; exit $$status

test-peers: build ## calls, registrations and challenges against SIPp, Kamailio and others: docs/peers.md; ladders in build/peers/
	@ctest --test-dir $(BUILD) -C peer -L peer -j 2 --output-on-failure --no-tests=error >$(BUILD)/peers.log 2>&1; status=$$?; \
	    sed -n '/Test  *#\|tests passed\|FAILED\|\*\*\*/p' $(BUILD)/peers.log; \
	    [ $$status = 0 ] || { grep -v Passed $(BUILD)/peers.log | tail -n 120; }; exit $$status

# docs/coverage.md. A build of its own, since counting lines costs speed, and made anew, since what gcc leaves of older sources
# cannot be told apart; every test is run alone, so that its rows are known.
COVERAGE ?= build-coverage

coverage: build ## which rows, clauses and lines the tests run: build/coverage/index.html (some minutes)
	@for t in dot gcovr sipp; do command -v $$t >/dev/null || { echo "$$t is missing: run \`make deps-dev\`" >&2; exit 1; }; done
	@rm -rf $(COVERAGE)
	$(call configure,coverage,$(COVERAGE),-DSIPFSM_GENERATED=$(abspath $(BUILD))/generated)
	$(call compile,$(COVERAGE))
	@sh tests/coverage/run.sh $(COVERAGE) $(abspath $(BUILD))/coverage $(JOBS)

clang: build ## the whole tree by clang, warnings are errors, and its unit tests: build-clang/
	$(call need,clang,)
	@cmake --preset clang -B $(CLANG) -DSIPFSM_GENERATED=$(abspath $(BUILD))/generated >$(CLANG).configure.log 2>&1 || \
	    { cat $(CLANG).configure.log; rm -f $(CLANG).configure.log; exit 1; }
	@rm -f $(CLANG).configure.log
	$(call compile,$(CLANG))
	@echo "by clang:"
	@ctest --test-dir $(CLANG) -j 2 -L unit --output-on-failure --no-tests=error --timeout 200 >$(CLANG)/test.log 2>&1; status=$$?; \
	    sed -n '/tests passed\|FAILED\|\*\*\*/p' $(CLANG)/test.log; \
	    [ $$status = 0 ] || { grep -v Passed $(CLANG)/test.log | tail -n 120; }; exit $$status

# tests/lint/. PARTS: the parts to run, all if it is empty: format text subjects tidy cppcheck.
lint: build ## the look and the sense of the tree: format, long lines, commit subjects, pages, clang-tidy, cppcheck
	@for t in clang-format clang-tidy cppcheck; do command -v $$t >/dev/null || { echo "$$t is missing: run \`make deps-lint\`" >&2; exit 1; }; done
	@sh tests/lint/lint.sh $(BUILD) $(JOBS) $(PARTS)

check: ## before a push: lint, clang, the small core's tests and its size, with warnings as errors, as .ci/run does
	@for step in lint clang test-small size; do $(MAKE) --no-print-directory $$step WERROR=ON || failed="$$failed $$step"; done; \
	    [ -z "$$failed" ] || { echo "failed:$$failed" >&2; exit 1; }

format: ## lay out all C as .clang-format says
	@command -v clang-format >/dev/null || { echo "clang-format is missing: run \`make deps-lint\`" >&2; exit 1; }
	@git ls-files -co --exclude-standard '*.c' '*.h' | xargs clang-format -i

delete-rows: build ## delete each row of each table in turn and see which check or test notices (many minutes)
	@sh tests/mutation/delete_rows.sh . $(TABLES)

mutate: build ## every single change of every table, in memory: who notices? (many minutes)
	@$(BUILD)/tests/mutate $(BUILD)/fsmgen . --search $(BUILD)/tests/model/model_ladder $(MACHINES)

# tests/mutation/c/. SEED draws, COUNT mutants are judged, in FILES (files or folders; all handwritten C under runtime/ and gen/check/ if
# none). Fails if fewer than LEAST percent are noticed. JOBS=1 leaves a processor to others.
SEED ?= 1
COUNT ?= 20
LEAST ?= 90
mutate-c: ## change one line of C at a time and ask the tests: `make mutate-c SEED=7 COUNT=40 FILES=runtime/net`
	@for t in cmake ninja git ragel sipp; do command -v $$t >/dev/null || { echo "$$t is missing: run \`make deps-dev\`" >&2; exit 1; }; done
	@JOBS=$(JOBS) sh tests/mutation/c/run.sh $(SEED) $(COUNT) $(LEAST) $(FILES)

model: build ## search the models of the tables with Spin, whole: docs/model.md (`make model MODELS=invite_pair`)
	$(call need,spin cc awk,)
	@sh tests/model/run.sh $(BUILD)/fsmgen $(BUILD)/tests/model/model_ladder $(BUILD)/model "test model sample" $(MODELS)
	@[ -n "$(MODELS)" ] || sh tests/model/bugs.sh $(BUILD)/fsmgen $(BUILD)/tests/model/model_ladder $(BUILD)/model/bugs

# docs/simulator.md. SEED is where it begins.
SIM_CALLS ?= 1000000
SIM_PROFILE ?= all
sim: build ## simulate a million calls over all profiles: `make sim SEED=7 SIM_PROFILE=loss SIM_CALLS=10000`
	@$(BUILD)/sipfsm sim --profile $(SIM_PROFILE) --seed $(SEED) --calls $(SIM_CALLS)

# Fuzzing: docs/fuzzing.md. FUZZ_TARGET one target (else all in turn), FUZZ_S seconds for each.
FUZZ ?= build-fuzz
FUZZ_S ?= 60
FUZZ_TARGETS := datagram header uri stream sdp sdp_answer multipart auth ws dns table load ua snapshot
FUZZ_TARGET ?= $(FUZZ_TARGETS)

fuzz-tools:
	@for t in afl-fuzz afl-clang-fast; do command -v $$t >/dev/null || { echo "$$t is missing: run \`make deps-dev\`" >&2; exit 1; }; done

define fuzz_build
	@mkdir -p $(FUZZ)
	@for kind in plain asan; do \
	    dir=$(FUZZ)/$$kind; \
	    { AFL_QUIET=1 cmake --preset fuzz-$$kind -B $$dir -DSIPFSM_GENERATED=$(abspath $(BUILD))/generated && \
	      AFL_QUIET=1 cmake --build $$dir -j $(JOBS) --target fuzzers; } >$$dir.log 2>&1 || { grep -vE '^\[ *[0-9]+%\]|^-- ' $$dir.log >&2; exit 1; }; done
endef

fuzz: fuzz-tools build ## fuzz with AFL++: `make fuzz FUZZ_TARGET=ua FUZZ_S=600`; a third of the time under ASan and UBSan
	$(fuzz_build)
	@for t in $(FUZZ_TARGET); do sh tests/fuzz/run.sh $(CURDIR) $(abspath $(FUZZ)) $$t $(FUZZ_S) || exit 1; done

fuzz-smoke: ## every fuzz target for a few seconds
	@$(MAKE) --no-print-directory fuzz FUZZ_S=$(if $(filter command line,$(origin FUZZ_S)),$(FUZZ_S),6)

fuzz-report: ## what fuzzing has come to: executions, speed, paths, crashes of each target
	@sh tests/fuzz/report.sh $(abspath $(FUZZ))

# Benchmarks: one part a target, tests/bench/ has them all. BENCH_ROUNDS rounds, BENCH_SEED makes the mixed corpus.
BENCH_ROUNDS ?= 31
BENCH_SEED ?= 1
bench: bench-parser bench-engine bench-sim ## measure: the parser beside osip2 and sofia-sip, the engine beside a switch, simulated calls (docs/parser.md, docs/bench.md)

bench-parser: $(BUILD)/CMakeCache.txt
	@for l in libosip2:libosip2-dev sofia-sip-ua:libsofia-sip-ua-dev; do \
	    pkg-config --exists $${l%:*} || { echo "$${l#*:} is missing: run \`make deps-dev\`" >&2; exit 1; }; done
	@cmake -S . -B $(BUILD) >/dev/null
	$(call compile,$(BUILD),--target benches)
	@cd $(BUILD)/bench && ./bench_parser $(CURDIR)/tests/bench/messages $(BENCH_SEED) $(BENCH_ROUNDS) \
	    ./bench_l1 ./bench_l2 ./bench_structs ./bench_spans ./bench_sofia ./bench_osip2

# Whole calls, 10 % of all datagrams lost, on one core: parser, core and all checks of the simulator.
bench-sim: build
	@$(BUILD)/sipfsm sim --profile loss --calls 300000 --speed | tail -n 2

# CPU time of a call over UDP, beside SIPp, Kamailio and a bare echo: four minutes. BENCH_CALLS: options, `--rate 5000 --warm 2`.
bench-standing: build ## what calls that stand cost: memory of 100,000, and processor time beside 1,000 and 300,000 (docs/bench.md)
	@for n in 1000 100000 300000; do $(BUILD)/sipfsm sim --dialogs $$n --report memory || exit 1; done

bench-calls: build
	$(call need,sipp,)
	@command -v kamailio >/dev/null || echo "kamailio is not installed: its row is left out"
	@$(BUILD)/bench/bench_calls $(BUILD)/sipfsm $(BUILD)/bench/bench_floor $(BENCH_CALLS)

# Ever more calls until three times BENCH_CAPACITY a second, at which `serve` is just busy: half a minute.
BENCH_CAPACITY ?= 17500
BENCH_BESIDE ?= 2
bench-ramp: build
	@$(BUILD)/bench/bench_ramp $(BUILD)/sipfsm $(BENCH_CAPACITY) 2 $(BENCH_BESIDE)

# The memory of 8,000 idle connections over TLS; a server takes 8,750 from others.
bench-idle: build
	@d=`mktemp -d` && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=127.0.0.1 \
	    -keyout $$d/key -out $$d/certificate 2>/dev/null; \
	$(BUILD)/bench/bench_idle 8000 $(BUILD)/sipfsm serve --listen tls:127.0.0.1:PORT --certificate $$d/certificate --key $$d/key \
	    --quiet; status=$$?; rm -rf $$d; exit $$status

BENCH_EVENTS ?= 20000000
bench-engine: $(BUILD)/CMakeCache.txt
	@cmake -S . -B $(BUILD) >/dev/null
	$(call compile,$(BUILD),--target bench_engine)
	@$(BUILD)/bench/bench_engine $(BENCH_EVENTS)

deps: ## install the Debian packages that building and testing need
	$(call install,$(DEPS))

deps-generator: ## install the Debian packages that `make generator` needs
	$(call install,$(DEPS_GENERATOR))

deps-core: ## install the Debian packages that `make core` needs
	$(call install,$(DEPS_CORE))

deps-size: ## and those that only `make size` needs: a cross compiler for ARM and a processor to run it
	$(call install,$(DEPS_SIZE))

deps-lint: ## and those that `make lint` and `make clang` need
	$(call install,$(DEPS_LINT))

deps-peers: ## and the peers of `make test-peers`
	$(call install,$(DEPS_PEERS) $(if $(shell command -v npm),,npm))
	@mkdir -p $(BUILD)/peers && cd $(BUILD)/peers && [ -e node_modules/jssip ] || { echo "installing by npm: $(DEPS_PEERS_NPM)"; \
	    npm install --prefix . --no-audit --no-fund --no-save --ignore-scripts --loglevel=error $(DEPS_PEERS_NPM) >npm.log 2>&1 || \
	    { cat npm.log; echo "make deps-peers: npm failed (above)" >&2; exit 1; }; }

deps-dev: ## and those that only fuzzing, benchmarks and documents need
	$(call install,$(DEPS_DEV))

clean: ## remove what was built
	@rm -rf $(BUILD) $(SANITIZED) $(COVERAGE) $(FUZZ) $(GENERATOR) $(CLANG) build-core build-core-small build-core-arm build-small build-mutate
