# Tests (src/ARCHITECTURE.md). `make check` is everything but long fuzzing, benchmarks and yardsticks.
# tests/unit/LAYER/NAME.c holds `int test_NAME(void)`, which returns how many of its tests failed.
T := $(B)/tests
# One step from sources to program: no dependency file of its own.
TEST_CFLAGS = $(filter-out -MD -MP,$(CFLAGS))
fuzz_names := $(basename $(notdir $(wildcard tests/fuzz/*.c)))
# Debian's own interpreter has pandas.
PYTHON ?= $(firstword $(wildcard /usr/bin/python3) python3)
unit_layers := $(notdir $(wildcard tests/unit/*))

# UNIT=op: of a layer's tests only that file.
unit_of = $(wildcard tests/unit/$(1)/$(or $(UNIT),*).c)
unit_program = $(T)/unit_$(1)$(UNIT:%=_%)

define unit
$(unit_program)_main.c: $(unit_of) Makefile tests/tests.mk
	@mkdir -p $$(@D)
	@{ for n in $(sort $(notdir $(basename $(unit_of)))); do echo "int test_$$$$n(void);"; done; \
	   echo 'int main(void) { int failed = 0;'; \
	   for n in $(sort $(notdir $(basename $(unit_of)))); do echo "failed += test_$$$$n();"; done; \
	   echo 'return failed != 0; }'; } > $$@
# --whole-archive: every object of the layer must link with only the layers below.
$(unit_program): $(unit_program)_main.c $(unit_of) $(wildcard tests/unit/*.h) $(B)/lib$(1).a $($(1)_below)
	$$(call say,LINK,$$@)
	$(Q)$(CC) $(TEST_CFLAGS) -Wno-missing-prototypes -Itests/unit $($(1)_see) $(LDFLAGS) $$(filter %.c,$$^) \
	  -Wl,--whole-archive $(B)/lib$(1).a -Wl,--no-whole-archive $($(1)_below) $($(1)_lib) -lcmocka -lm -o $$@
check-unit-$(1): $(unit_program) $(B)/fettle-box $(B)/fettle-shim.so
	$(Q)FETTLE_SAMPLES=$(CURDIR)/samples FETTLE_BOX=$(CURDIR)/$(B)/fettle-box $$<
check-unit: check-unit-$(1)
.PHONY: check-unit-$(1)
endef
$(foreach l,$(filter $(layers),$(unit_layers)),$(eval $(call unit,$(l))))

# What waits for processes goes first and alone, since beside other work it takes several times as
# long: only the other builds are made meanwhile, at the lowest priority. Then JOBS at once, the long
# ones first; what each printed appears when it ends.
JOBS ?= 2
check: deps
	@$(MAKE) --no-print-directory -j$(JOBS) all
	@$(MAKE) --no-print-directory -j2 -Otarget check-alone build-beside
	@$(MAKE) --no-print-directory -j$(JOBS) -Otarget check-beside
	@echo 'all checks passed'
check-alone:
	@for t in check-box check-unit check-faults; do $(MAKE) --no-print-directory $$t || exit 1; done
build-beside:
	@nice -n 19 $(MAKE) --no-print-directory build-fuzz check-clang
check-beside: check-asan check-house check-tui check-cli check-fuzz check-layers check-decimal check-encoding check-profile check-docs check-format check-draft check-csv check-structure check-workbook check-install
.PHONY: build-beside

# The rules that keep the layers apart, on what the compiler really read.
check-layers: all
	@! grep -rnE '#[[:space:]]*include[[:space:]]*"[^"]*/' src ingest sandbox ui
	@! grep -rnE 'pthread_mutex|pthread_rwlock|mtx_lock' src ingest sandbox ui --include='*.c' | grep -v '^src/base/task.c:'
	@find $(B)/src $(B)/ingest $(B)/sandbox $(B)/ui -name '*.d' | sort | xargs cat | awk -f tests/layers.awk
	@sh tests/headers.sh
	@sh tests/unused.sh $(B)

# Each mechanism must bite: injects one violation at a time into a copy and sees the build fail.
check-house: all
	@sh tests/house/run.sh

check-docs: $(B)/fettle
	@sh tests/docs.sh $(B)/fettle

check-format:
	@clang-format --dry-run -Werror $$(git ls-files '*.c' '*.h')

check-cli: all
	@FETTLE=$(CURDIR)/$(B)/fettle python3 tests/cli/run.py

# Generated workbooks in every way of writing them, and one trap at a time; every cell is compared.
WORKBOOKS ?= 60
check-workbook: all
	@$(PYTHON) tests/workbook/run.py $(CURDIR)/$(B)/fettle -n $(WORKBOOKS)
	@$(PYTHON) tests/workbook/long.py $(CURDIR)/$(B)/fettle
	@$(PYTHON) tests/workbook/write.py $(CURDIR)/$(B)/fettle
	@$(PYTHON) tests/workbook/hostile.py $(CURDIR)/$(B)/fettle --quick
	@$(PYTHON) tests/workbook/limits.py $(CURDIR)/$(B)/fettle --quick
	@$(PYTHON) tests/workbook/tables.py $(CURDIR)/$(B)/fettle
check-workbook-long: all
	@$(PYTHON) tests/workbook/run.py $(CURDIR)/$(B)/fettle -n 2000 --seed $(or $(SEED),2)
	@$(PYTHON) tests/workbook/hostile.py $(CURDIR)/$(B)/fettle
	@$(PYTHON) tests/workbook/limits.py $(CURDIR)/$(B)/fettle
.PHONY: check-workbook-long
.PHONY: check-workbook

# Is text read right in every encoding that is natural to its language; SEEDS=5 makes more of it.
SEEDS ?= 1
check-encoding: all
	@$(PYTHON) tests/encoding/check.py $(CURDIR)/$(B)/fettle --seeds $(SEEDS)
.PHONY: check-encoding

check-tui: all
	@FETTLE=$(CURDIR)/$(B)/fettle python3 tests/tui/run.py

# The built-in author: its code does what the ops do; its first plan reaches each sample's tidy table.
check-draft: all
	@$(PYTHON) tests/draft/code.py $(CURDIR)/$(B)/fettle
	@$(PYTHON) tests/draft/run.py $(CURDIR)/$(B)/fettle
	@$(PYTHON) tests/draft/forms.py $(CURDIR)/$(B)/fettle
	@$(PYTHON) tests/draft/sandbox.py $(CURDIR)/$(B)/fettle -n 8 --layouts 'side_*'

# The same over many cases: all layouts, 160 generated ones, and real tables where they are at hand.
CODE_CASES ?= ../shared/yardsticks/atbench/dev
check-draft-code: all
	@$(PYTHON) tests/draft/sandbox.py $(CURDIR)/$(B)/fettle -n 160 --cases $(CODE_CASES)

# Rows, headings and boxes of generated sheets whose structure is known, by three measures.
check-structure: all
	@rm -rf $(T)/sheets && $(PYTHON) tests/bench/structgen.py $(T)/sheets -n 2 --seed 7
	@$(PYTHON) tests/bench/structbench.py $(CURDIR)/$(B)/fettle $(T)/sheets --quiet --least 0.96 0.95 0.90

# Generated text files of many kinds, read right: dialect, heading, preamble, table. And well-formed ones as Python's csv has them.
check-csv: all $(T)/oracle_csv
	@$(PYTHON) tests/oracle/check_csv.py $(T)/oracle_csv 1000
	@$(PYTHON) tests/csv/small.py $(CURDIR)/$(B)/fettle
	@$(PYTHON) tests/csv/habits.py $(CURDIR)/$(B)/fettle 89
	@$(PYTHON) tests/csv/score.py $(CURDIR)/$(B)/fettle --seed check --each 2 --quiet --least 0.98 0.98 0.95 0.98 0.96
	@$(PYTHON) tests/csv/score.py $(CURDIR)/$(B)/fettle --wild --seed check --each 1 --quiet --least 0.95 0.95 0.90 0.92 0
check-cut-long: $(T)/oracle_cut
	@$< $(or $(TEXTS),10000000) $(or $(SEED),1)
.PHONY: check-cut-long
# The samples changed at random and read in every way there is; under AddressSanitizer with FLAVOUR=asan B=build/asan.
check-mutate-samples: $(T)/oracle_mutate
	@mkdir -p $(T)/mutate && cd $(T)/mutate && $(CURDIR)/$< $(or $(MUTATE),300) $(or $(SEED),1) $(CURDIR)/samples/*.csv $(CURDIR)/samples/*.txt
.PHONY: check-mutate-samples
check-csv-long: $(T)/oracle_csv
	@$(PYTHON) tests/oracle/check_csv.py $< 100000 $(or $(SEED),1)
.PHONY: check-csv check-csv-long

box_env := FETTLE=$(CURDIR)/$(B)/fettle FETTLE_BOX=$(CURDIR)/$(B)/fettle-box BOXTOOL=$(CURDIR)/$(T)/boxtool
check-box: all $(T)/boxtool
	@$(box_env) python3 tests/box/run.py
	@$(box_env) python3 tests/box/handover.py
	@$(box_env) python3 tests/box/packages.py
	@$(box_env) python3 tests/box/reliable.py
	@$(box_env) $(T)/boxtool same $(SAME_QUICK:%=tests/box/same/%.py)

# The same code gives the same bytes, cold and warm, on every core: a few here, all by check-box-same (SAME= for the scripts).
SAME_QUICK := time_now load_late random_secrets random_device sqlite_random temp_names xlsx_pandas gzip_writer thread_sum at_end
SAME ?= $(sort $(wildcard tests/box/same/*.py))
$(T)/boxtool: $(wildcard tests/box/*.c) tests/box/boxtool.h $(B)/libcore.a $(core_below)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(TEST_CFLAGS) -Itests/box $(core_see) $(LDFLAGS) $(filter-out %.h,$^) $(core_lib) -o $@
check-box-same: all $(T)/boxtool
	@$(box_env) $(T)/boxtool same $(SAME)
# Many more rounds of what check-box does of tests/box/reliable.py: kills, callers, full disks, little memory, 1,000 hostile runs.
check-box-long: all $(T)/boxtool
	@$(box_env) python3 tests/box/reliable.py --long
# Debian's own pandas tests inside and outside the sandbox (FOLDERS= of pandas/tests); wants python3-pytest and python3-hypothesis.
check-box-pandas: all
	@$(PYTHON) tests/box/pandassuite.py $(CURDIR)/$(B)/fettle $(FOLDERS)
.PHONY: check-box-same check-box-long check-box-pandas

check-install: all
	@sh tests/install/run.sh

$(T)/faults.so: tests/faults/shim.c
	@mkdir -p $(@D)
	$(Q)$(CC) -std=c11 -D_GNU_SOURCE -O1 -fPIC -shared $< -o $@ -ldl
check-faults: all $(T)/faults.so
	@FETTLE=$(CURDIR)/$(B)/fettle FAULT_SHIM=$(CURDIR)/$(T)/faults.so python3 tests/faults/run.py

# The same tests under AddressSanitizer and UBSan, built by the other compiler with the same warnings.
# What was freed is overwritten: printf's "%.*s", with which most text is shown, is not checked itself.
# check-clang is its build as it would be released.
asan := $(MAKE) --no-print-directory FLAVOUR=asan B=build/asan
check-asan: build-fuzz
	+@ASAN_OPTIONS=$(ASAN_OPTIONS):max_free_fill_size=268435456:free_fill_byte=35 $(asan) check-tui check-cli check-unit
check-clang:
	@$(MAKE) --no-print-directory CC=clang B=build/clang all

# ---- fuzzing: tests/fuzz/NAME.c holds LLVMFuzzerTestOneInput, tests/fuzz/corpus/NAME/ its corpus.
# check-fuzz is the short run, of one seed, so that it says of a change what it is worth; `make fuzz NAME=csv SECONDS=3600` a long one that grows the corpus.
SECONDS ?= 600
ifeq ($(FLAVOUR),asan)
$(B)/fuzz_%: tests/fuzz/%.c $(B)/libcore.a $(core_below)
	$(call say,LINK,$@)
	$(Q)$(CC) $(TEST_CFLAGS) -Wno-missing-prototypes -fsanitize=fuzzer $(core_see) $(LDFLAGS) $^ $(core_lib) -o $@
endif
fuzz_checks := $(fuzz_names:%=check-fuzz-%)
check-fuzz: $(fuzz_checks)
# One make at a time in a build folder: what its rules generate first would be in each other's way.
build-fuzz:
	+@$(asan) -s all $(fuzz_names:%=build/asan/fuzz_%)
$(fuzz_checks): check-fuzz-%: build-fuzz
	@mkdir -p tests/fuzz/corpus/$* build/fuzz/new/$* && rm -rf build/fuzz/new/$*/*
	@build/asan/fuzz_$* -seed=1 -runs=20000 -max_total_time=20 -timeout=10 -rss_limit_mb=4096 -artifact_prefix=build/fuzz/crash-$*- \
	    build/fuzz/new/$* tests/fuzz/corpus/$* >build/fuzz/$*.log 2>&1 || { tail -30 build/fuzz/$*.log; exit 1; }
	@echo "fuzz $*: $$(grep -oE 'Done [0-9]+ runs.*|stat::number_of_executed.*' build/fuzz/$*.log | tail -1)"
.PHONY: build-fuzz $(fuzz_checks)
fuzz:
	@$(MAKE) --no-print-directory FLAVOUR=asan B=build/asan build/asan/fuzz_$(NAME)
	@mkdir -p tests/fuzz/corpus/$(NAME) build/fuzz
	build/asan/fuzz_$(NAME) -max_total_time=$(SECONDS) -timeout=10 -rss_limit_mb=4096 -artifact_prefix=build/fuzz/crash-$(NAME)- tests/fuzz/corpus/$(NAME)

.PHONY: check-install check-faults check-asan check-clang check-fuzz fuzz
.PHONY: check check-alone check-beside check-structure check-unit check-layers check-house check-docs check-format check-cli check-tui check-box check-draft check-draft-code

# Tens of thousands of mutated plans: what would do harm is rejected, where it was changed.
check-mutate-long:
	@FETTLE_MUTATE=$(or $(SEEDS),40) $(MAKE) --no-print-directory check-unit-core
.PHONY: check-mutate-long

# Thousands of generated plans, each run in every way that there is: the same comes out.
check-ways-long:
	@FETTLE_PLANS=$(or $(PLANS),20000) $(MAKE) --no-print-directory check-unit-core
.PHONY: check-ways-long

# ---- differential tests: a small program on one side, Python's own modules on the other.
CASES ?= 30000
$(T)/oracle_%: tests/oracle/%.c $(B)/libcore.a $(core_below)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(TEST_CFLAGS) $(core_see) $(LDFLAGS) $^ $(core_lib) -o $@
check-decimal: $(T)/oracle_decimal
	@$(PYTHON) tests/oracle/check_decimal.py $< $(CASES)
check-beside: check-date check-formula
check-date: $(T)/oracle_date
	@$(PYTHON) tests/oracle/check_date.py $< $(CASES)
check-formula: $(T)/oracle_formula
	@$(PYTHON) tests/oracle/check_formula.py $< $(CASES)
check-beside: check-version
check-version: $(T)/oracle_version
	@$(PYTHON) tests/oracle/check_version.py $< $(CASES)
.PHONY: check-version
# A million cases each.
check-decimal-long check-date-long check-formula-long check-version-long: check-%-long:
	@$(MAKE) --no-print-directory check-$* CASES=1000000
.PHONY: check-decimal check-date check-formula check-decimal-long check-date-long check-formula-long

# The scanner of worksheets against expat, on the samples and on the workbooks in BOOKS (a folder of real ones).
check-sheets: $(T)/oracle_sheets
	@find samples $(BOOKS) -name '*.xls[xm]' -size -64M -print0 | xargs -0 -n 2000 $<
check-beside: check-sheets
.PHONY: check-sheets

# Plans on a file that is not held: row by row and by way of a table the same bytes come out.
check-planflow: all
	@$(PYTHON) tests/oracle/check_planflow.py $(CURDIR)/$(B)/fettle
check-beside: check-planflow
.PHONY: check-planflow

# What a profile says against pandas, on random tables.
check-profile: all
	@$(PYTHON) tests/oracle/check_profile.py $(CURDIR)/$(B)/fettle $(ROWS)
check-profile-long:
	@$(MAKE) --no-print-directory check-profile ROWS=2000000
bench-profile: all
	@$(PYTHON) tests/bench/profilebench.py $(B)/fettle $(if $(MB),--mb $(MB)) $(BENCH)
.PHONY: check-profile check-profile-long bench-profile

# The author's search over generated cases (or DRAFT_CASES=DIR); ABLATE=1 shows what each feature is worth.
$(T)/draftbench: tests/bench/draftbench.c $(B)/libcore.a $(core_below)
	@mkdir -p $(@D)
	$(Q)$(CC) $(TEST_CFLAGS) $(core_see) $(LDFLAGS) $< $(B)/libcore.a $(core_below) $(core_lib) -o $@
bench-draft: $(T)/draftbench all
	@$(if $(DRAFT_CASES),,rm -rf $(T)/draftcases && $(PYTHON) tests/bench/draftgen.py $(T)/draftcases -n 400)
	@$< $(or $(DRAFT_CASES),$(T)/draftcases) $(if $(ABLATE),--ablate)
	@$(if $(DRAFT_CASES)$(ABLATE),,rm -rf $(T)/draftsheets && $(PYTHON) tests/bench/draftlayout.py $(T)/draftsheets -n 180 && \
	  $(PYTHON) tests/bench/draftlayout.py --score $(T)/draftsheets $(CURDIR)/$(B)/fettle)
.PHONY: bench-draft

# ---- measuring; not part of check
# Line classes, heading depth and table boxes on 20 generated sheets of each genre, as text and as workbook.
bench-structure: all
	@rm -rf $(T)/sheets && $(PYTHON) tests/bench/structgen.py $(T)/sheets -n $(or $(SHEETS),20) --seed $(or $(SEED),1)
	@$(PYTHON) tests/bench/structbench.py $(CURDIR)/$(B)/fettle $(T)/sheets $(STRUCT)
.PHONY: bench-structure
# The dialect and the table of generated text files, for each genre; the third part is of tables that nothing was tuned on.
bench-csv: all
	@for set in "" --wild --unseen; do $(PYTHON) tests/csv/score.py $(CURDIR)/$(B)/fettle $$set --seed $(or $(SEED),1) --each $(or $(EACH),10) $(CSV) || exit 1; done
.PHONY: bench-csv
RUNS ?= 200
$(T)/bench_pool: tests/bench/pool.c $(B)/libcore.a $(core_below)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(TEST_CFLAGS) $(core_see) $(LDFLAGS) $^ $(core_lib) -o $@
bench-pool: all $(T)/bench_pool
	@FETTLE_BOX=$(CURDIR)/$(B)/fettle-box $(T)/bench_pool $(RUNS)
# Tables into the sandbox and back beside read_csv, to_csv and pickle (FILE= for a text file of your own).
bench-handover: all
	@$(PYTHON) tests/bench/handover.py $(CURDIR)/$(B)/fettle $(FILE) --runs $(or $(TIMES),3)
.PHONY: bench-handover
# fettle beside wc, python csv, pandas, sqlite3 and openpyxl on the same files; BENCH="--mb 10 --only convert".
bench: all
	@$(PYTHON) tests/bench/run.py $(B)/fettle $(BENCH)
	@$(MAKE) --no-print-directory bench-pool RUNS=60
# All sentinels on 150,000 rows of ten columns.
$(T)/sentinelbench: tests/bench/sentinelbench.c $(B)/libcore.a $(core_below)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(TEST_CFLAGS) $(core_see) $(LDFLAGS) $^ $(core_lib) -o $@
bench-sentinels: $(T)/sentinelbench
	@$<
# What keeping provenance costs: the plans of bench-plan on ROWS rows, with and without it.
$(T)/lineagebench: tests/bench/lineagebench.c $(B)/libcore.a $(core_below)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(TEST_CFLAGS) $(core_see) $(LDFLAGS) $^ $(core_lib) -o $@
bench-lineage: $(T)/lineagebench
	@$(PYTHON) tests/bench/planbench.py --plans $(T)/lineage --rows $(or $(ROWS),100000)
	@for p in rows sums; do $< $(T)/lineage/months-$(or $(ROWS),100000).csv $(T)/lineage/$$p.json || exit 1; done
.PHONY: bench-lineage
# Looking a pin up among a million, and accepting one (PINS=100000 for less).
$(T)/pinbench: tests/bench/pinbench.c $(B)/libcore.a $(core_below)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(TEST_CFLAGS) $(core_see) $(LDFLAGS) $^ $(core_lib) -o $@
bench-pins: $(T)/pinbench
	@$< $(PINS)
.PHONY: bench-pins
# A plan of six kinds of step on a million rows beside DuckDB and pandas; PLANBENCH="--rows 100000 --duckdb DIR".
bench-plan: all
	@$(PYTHON) tests/bench/planbench.py $(B)/fettle $(PLANBENCH)
.PHONY: bench bench-pool bench-sentinels bench-plan
# The reader of large text files beside wc -l and libcsv: CPU seconds on FILE (more than 8 MiB).
$(T)/scanbench: tests/bench/scanbench.c $(B)/libingest.a $(ingest_below)
	@mkdir -p $(@D)
	$(call say,LINK,$@)
	$(Q)$(CC) $(TEST_CFLAGS) $(ingest_see) $(LDFLAGS) $^ $(ingest_lib) -lm -o $@
bench-scan: $(T)/scanbench
	@sh tests/bench/scan.sh $< "$(FILE)"
.PHONY: bench-scan

# The parsers of values, a minute each.
fuzz-value:
	@for n in number date formula; do $(MAKE) --no-print-directory fuzz NAME=$$n SECONDS=60 || exit 1; done
.PHONY: fuzz-value

# A large workbook against inflating it alone (ROWS=1000000).
bench-xlsx: all
	@$(PYTHON) tests/bench/xlsx.py $(CURDIR)/$(B)/fettle $(ROWS)
.PHONY: bench-xlsx

# The workbench on a large file (FILE=...) through a pseudo terminal, less -S beside it.
bench-screen: all
	@$(PYTHON) tests/bench/screen.py $(CURDIR)/$(B)/fettle "$(FILE)"
.PHONY: bench-screen
