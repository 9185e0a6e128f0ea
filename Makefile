# Every target is one or two commands; `make help` lists them.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help

MVN = command -v mvn >/dev/null || { echo "Trimtab is built with Maven 3.8.6 or newer: install it (Debian: maven)." >&2; exit 1; }; \
  JAVA_HOME="$$(bin/find-jdk)" && export JAVA_HOME && mvn -B -ntp
# What git lists and is still there: a deleted file must not stop the build.
SOURCES = $(wildcard $(shell git ls-files -co --exclude-standard '*.java' '*pom.xml' '*/src/main/resources/*' 2>/dev/null))
STAMP = dist/target/built

.PHONY: help build test demo smoke check format sbom clean bench-decide footprint soak-reports mutants sim soak chaos what-survives-what

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 18

build: $(STAMP) ## compile everything and put all jars into dist/target/lib

$(STAMP): $(SOURCES)
	@$(MVN) -q package -DskipTests
	@touch $@

test: ## install the real DNS and web servers where needed, then run every test
	script/install-test-servers
	script/test-find-jdk
	@$(MVN) verify

demo: build ## run the main job on loopback and watch it; Ctrl-C ends it and leaves nothing
	bin/demo

smoke: build ## the same without a person: bounded in time, last line is JSON
	bin/demo --smoke

SEEDS ?= 1000
FROM ?= 1
JOBS ?= 1

sim: ## simulate SEEDS seeds beginning with FROM, JOBS at a time; one alone prints its log
	@$(MVN) -q -pl sim -am compile
	@JAVA_HOME="$$(bin/find-jdk)"; $$JAVA_HOME/bin/java -Xmx1g -cp core/target/classes:sim/target/classes dev.trimtab.sim.simulator.SimulatorMain $(FROM) $(SEEDS) $(JOBS)

mutants: ## switch off each rule and judgement and see its test turn red (minutes); ONLY="fall quorum" picks some
	@script/mutants $(ONLY)

ROUNDS ?= 5
SEED ?= 1
PLANT ?=

chaos: build ## break real processes for ROUNDS rounds from SEED and hold what they did to laws; PLANT=fence breaks us
	@bin/chaos rounds=$(ROUNDS) seed=$(SEED) plant=$(PLANT)

what-survives-what: build ## one fault a round, each kind TIMES times; writes the table of the documentation (25 minutes)
	@bin/chaos rounds=$$(( 23 * $(TIMES) )) seed=0 faults=1 table=docs/reference/what-survives-what.md

TIMES ?= 3

soak: ## ten minutes of looks at servers that mean no good: memory stays flat, no look is late; last lines are JSON
	@$(MVN) -q -pl agent -am -Dtest=ZooSoakIT -Dsurefire.failIfNoSpecifiedTests=false -Dtrimtab.soak=PT10M test

bench-decide: ## measure rounds over 10 000 names by JMH (about 3 minutes)
	@$(MVN) -q -pl bench -am package -DskipTests
	@JAVA_HOME="$$(bin/find-jdk)"; $$JAVA_HOME/bin/java -Xmx3g -cp "$$(cat bench/target/classpath):bench/target/classes" org.openjdk.jmh.Main -prof gc $(BENCH)

STARTS ?= 3
MINUTES ?= 30
LOAD = JAVA_HOME="$$(bin/find-jdk)"; export JAVA_HOME; $$JAVA_HOME/bin/java @bin/jvm-options -Xmx512m -cp "$$(cat bench/target/classpath):bench/target/classes"

footprint: build ## how large a controller of 10 000 names and agents of 1 000 targets are (6 minutes); last line is JSON
	@$(MVN) -q -pl bench -am package -DskipTests
	@$(LOAD) dev.trimtab.bench.load.FootprintMain $(STARTS)

soak-reports: build ## 30 vantages report 1 000 targets each second for MINUTES; last line is JSON
	@$(MVN) -q -pl bench -am package -DskipTests
	@$(LOAD) dev.trimtab.bench.load.SoakMain $(MINUTES)

check: ## format, compile and static analysis, no tests
	@$(MVN) verify -DskipTests

format: ## format all Java sources
	@$(MVN) -q spotless:apply

sbom: build ## the bill of materials, target/trimtab-sbom.json
	@ls target/trimtab-sbom.json

clean: ## remove everything that was built
	@$(MVN) -q clean
