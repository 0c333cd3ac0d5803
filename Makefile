# fettle. One static library per layer; each layer is compiled with -I for the layers below it and
# nothing else (src/ARCHITECTURE.md). The two commands to know: `make demo` and `make check`.
VERSION := 0.1.0
CC      ?= cc
B       ?= build
PREFIX  ?= /usr/local
DESTDIR ?=
PKGCONF ?= pkg-config

WARN := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wswitch-enum -Wstrict-prototypes \
        -Wmissing-prototypes -Wwrite-strings -Wundef -Wvla -Wformat=2 -Wcast-qual -Werror
# FLAVOUR: release (hardened, the default) or asan (AddressSanitizer and UBSan by the other compiler,
# with libFuzzer's instrumentation, so that the tests and the fuzzers share one build: build/asan).
FLAVOUR ?= release
ifeq ($(FLAVOUR),asan)
CLANG ?= clang
CC    := $(CLANG)
OPT   := -O1 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
LINK  := -fsanitize=address,undefined
else
OPT  := -O2 -g -D_FORTIFY_SOURCE=2 -fstack-protector-strong -fstack-clash-protection -fcf-protection -fPIE
LINK := -pie -Wl,-z,relro,-z,now -Wl,-z,noexecstack
endif
override CFLAGS  += -std=c11 -D_GNU_SOURCE -DFETTLE_VERSION='"$(VERSION)"' -DFETTLE_LIBEXEC='"$(PREFIX)/libexec/fettle"' $(WARN) $(OPT) -MD -MP
override LDFLAGS += $(LINK) -Wl,--as-needed

# V=1 shows the commands.
Q := $(if $(V),,@)
say = $(if $(V),,@printf '  %-5s %s\n' $(1) $(2))

# ---- layers: sources, and the only directories their files may include from (checked)
G := $(B)/gen
base     := $(wildcard src/base/*.c)
ingest   := $(wildcard ingest/*.c ingest/readers/*.c ingest/codecs/*.c)
sandbox  := $(filter-out sandbox/launcher%.c sandbox/shim%.c,$(wildcard sandbox/*.c))
core     := $(wildcard src/core/*.c src/core/ops/*.c src/core/sentinels/*.c)
ui       := $(wildcard ui/*.c ui/views/*.c ui/widgets/*.c)
cmd      := $(wildcard src/*.c src/cmd/*.c)
layers   := base ingest sandbox core ui

base_see    := -Isrc/base
ingest_see  := -Iingest -I$(G)/ingest $(base_see)
sandbox_see := -Isandbox -I$(G)/sandbox $(base_see)
core_see    := -Isrc/core -I$(G)/core -Iingest -Isandbox $(base_see)
ui_see      := -Iui -I$(G)/ui -Iui/widgets -Isrc/core -Iingest $(base_see)
cmd_see     := -Isrc -I$(G)/cmd -Iui -Isrc/core -Iingest -Isandbox $(base_see)

base_lib    := -ljansson -lnettle -lutf8proc -lpthread
# ISA-L unpacks twice as fast as zlib; without it (NO_ISAL=1, or no libisal-dev) zlib does it all.
isal        := $(if $(NO_ISAL),,$(shell $(PKGCONF) --modversion libisal 2>/dev/null))
override CFLAGS += $(if $(isal),-DFETTLE_ISAL='"$(isal)"')
# libxlsxwriter is loaded when a workbook is written, by the name that its own link leads to.
override CFLAGS += -DFETTLE_XLSXWRITER='"$(notdir $(realpath $(shell $(CC) -print-file-name=libxlsxwriter.so)))"'
ingest_lib  := -lcsv -lz $(if $(isal),-lisal) -lbz2 -llzma -lzstd -lexpat $(base_lib) -lm
sandbox_lib := -lseccomp $(base_lib)
core_lib    := -lsqlite3 -lpcre2-8 -ldl $(ingest_lib) $(sandbox_lib) -lm
ui_lib      := -lncursesw $(core_lib)

base_below    :=
ingest_below  := $(B)/libbase.a
sandbox_below := $(B)/libbase.a
core_below    := $(B)/libingest.a $(B)/libsandbox.a $(B)/libbase.a
ui_below      := $(B)/libcore.a $(core_below)

all: $(B)/fettle $(B)/fettle-box $(B)/fettle-shim.so

# ---- generated lists: the table of a kind of thing is the list of its files
# $(call list,out,names)
define list
$(1): $(2) Makefile FORCE
	@mkdir -p $$(@D)
	@printf 'X(%s)\n' $(sort $(notdir $(basename $(2)))) | sed '/^X()$$$$/d' > $$@.new
	@cmp -s $$@.new $$@ 2>/dev/null && rm $$@.new || mv $$@.new $$@
endef
$(eval $(call list,$(G)/core/ops.gen.h,$(wildcard src/core/ops/*.c)))
$(eval $(call list,$(G)/core/sentinels.gen.h,$(wildcard src/core/sentinels/*.c)))
$(eval $(call list,$(G)/core/authors.gen.h,$(wildcard src/core/author_*.c)))
$(eval $(call list,$(G)/core/backends.gen.h,$(wildcard src/core/backend_*.c)))
$(eval $(call list,$(G)/core/runtimes.gen.h,$(wildcard src/core/runtime_*.c)))
$(eval $(call list,$(G)/core/codes.gen.h,$(wildcard src/core/code/*.py)))
$(eval $(call list,$(G)/ingest/readers.gen.h,$(wildcard ingest/readers/*.c)))
$(eval $(call list,$(G)/ingest/codecs.gen.h,$(wildcard ingest/codecs/*.c)))
$(eval $(call list,$(G)/cmd/cmds.gen.h,$(wildcard src/cmd/*.c)))
$(eval $(call list,$(G)/ui/views.gen.h,$(wildcard ui/views/*.c)))
$(eval $(call list,$(G)/ui/themelist.gen.h,$(wildcard themes/*.theme)))

# Text files of ours as C strings: $(call embed,out,files,prefix) gives `static const char PREFIX_name[]`.
define embed
$(1): $(2) Makefile
	@mkdir -p $$(@D)
	@for f in $(2); do n=$$$$(basename $$$$f | sed 's/[^A-Za-z0-9]/_/g'); \
	  printf 'static const unsigned char $(3)_%s[] = {\n' "$$$$n"; \
	  od -An -v -tu1 $$$$f | sed 's/  *\([0-9][0-9]*\)/\1,/g'; printf '0};\n'; done > $$@
endef
$(eval $(call embed,$(G)/sandbox/prelude.gen.h,$(wildcard sandbox/prelude/*.py),prelude))
$(eval $(call embed,$(G)/core/code.gen.h,$(wildcard src/core/code/*.py),code))
$(foreach f,$(wildcard src/core/runtime_*.py),$(eval $(call embed,$(G)/core/$(basename $(notdir $f)).gen.h,$f,entry)))
$(eval $(call embed,$(G)/ui/themes.gen.h,$(wildcard themes/*.theme),theme))

# The characters of character sets, told by the system's own tables.
$(G)/ingest/charmap: ingest/generate/charmap.c ingest/charset.def Makefile
	@mkdir -p $(@D)
	$(Q)$(CC) $(CFLAGS) -Iingest $< -o $@
$(G)/ingest/charmap.gen.h: $(G)/ingest/charmap
	@$< > $@.new && mv $@.new $@

$(core:%.c=$(B)/%.o): $(G)/core/ops.gen.h $(G)/core/sentinels.gen.h $(G)/core/authors.gen.h $(G)/core/backends.gen.h $(G)/core/code.gen.h \
  $(G)/core/codes.gen.h $(G)/core/runtimes.gen.h $(patsubst src/core/%.py,$(G)/core/%.gen.h,$(wildcard src/core/runtime_*.py))
$(ingest:%.c=$(B)/%.o): $(G)/ingest/readers.gen.h $(G)/ingest/codecs.gen.h $(G)/ingest/charmap.gen.h
$(sandbox:%.c=$(B)/%.o): $(G)/sandbox/prelude.gen.h
$(ui:%.c=$(B)/%.o): $(G)/ui/views.gen.h $(G)/ui/themes.gen.h $(G)/ui/themelist.gen.h
$(cmd:%.c=$(B)/%.o): $(G)/cmd/cmds.gen.h

# ---- objects, archives, programs
define layer
$(B)/lib$(1).a: $($(1):%.c=$(B)/%.o)
	$$(call say,AR,$$@)
	$(Q)rm -f $$@; $(AR) rcsD $$@ $$^
$($(1):%.c=$(B)/%.o): $(B)/%.o: %.c Makefile
	@mkdir -p $$(@D)
	$$(call say,CC,$$<)
	$(Q)$(CC) $(CFLAGS) $($(1)_see) -c $$< -o $$@
endef
$(foreach l,$(layers),$(eval $(call layer,$(l))))
$(cmd:%.c=$(B)/%.o): $(B)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) $(cmd_see) -c $< -o $@

$(B)/fettle: $(cmd:%.c=$(B)/%.o) $(B)/libui.a $(B)/libcore.a $(B)/libsandbox.a $(B)/libingest.a $(B)/libbase.a
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDFLAGS) $^ $(ui_lib) -o $@

# The launcher is small enough to read in one sitting and links libc and the filter only.
launcher := $(wildcard sandbox/launcher*.c)
$(launcher:%.c=$(B)/%.o): $(B)/%.o: %.c Makefile
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) $(CFLAGS) -Isandbox -c $< -o $@
$(B)/fettle-box: $(launcher:%.c=$(B)/%.o)
	$(call say,LINK,$@)
	$(Q)$(CC) $(LDFLAGS) $(filter %.o,$^) -lseccomp -o $@

# Loaded into the interpreter before anything else: the last steps of the confinement and the clock
# that makes runs repeatable. libc only, and never with a sanitizer: the interpreter has none. Nor with
# _FORTIFY_SOURCE: its inline poll and gethostname would stand in for the ones defined here.
shim := $(wildcard sandbox/shim*.c)
shim_flags := $(filter-out -fPIE -fsanitize% -fno-sanitize% -D_FORTIFY_SOURCE%,$(CFLAGS)) -fPIC -fvisibility=hidden
$(B)/fettle-shim.so: $(shim) Makefile
	@mkdir -p $(B)
	$(call say,LINK,$@)
	$(Q)$(CC) $(shim_flags) -Isandbox -MF $(B)/fettle-shim.d -shared -Wl,-z,relro,-z,now -Wl,-z,noexecstack $(shim) -o $@

# ---- tests
include tests/tests.mk

asan:
	$(MAKE) FLAVOUR=asan B=build/asan all

deps:
	sh tests/deps.sh

demo: deps
	$(MAKE) all
	sh samples/demo.sh $(B)/fettle

docs: $(B)/fettle
	$(B)/fettle plan ops --mdoc > man/fettle-ops.7
	$(B)/fettle plan ops --schema > man/plan.schema.json
	$(B)/fettle help --mdoc > man/fettle.1
	$(B)/fettle help --bash > man/fettle.bash
	$(B)/fettle help --zsh > man/_fettle

install: all
	install -d $(DESTDIR)$(PREFIX)/bin $(DESTDIR)$(PREFIX)/libexec/fettle $(DESTDIR)$(PREFIX)/share/man/man1 \
	  $(DESTDIR)$(PREFIX)/share/man/man7 $(DESTDIR)$(PREFIX)/share/bash-completion/completions \
	  $(DESTDIR)$(PREFIX)/share/zsh/site-functions $(DESTDIR)$(PREFIX)/share/fettle/themes
	install -m 755 $(B)/fettle $(DESTDIR)$(PREFIX)/bin/fettle
	install -m 755 $(B)/fettle-box $(DESTDIR)$(PREFIX)/libexec/fettle/fettle-box
	install -m 644 $(B)/fettle-shim.so $(DESTDIR)$(PREFIX)/libexec/fettle/fettle-shim.so
	install -m 644 man/fettle.1 $(DESTDIR)$(PREFIX)/share/man/man1/
	install -m 644 man/fettle-ops.7 $(DESTDIR)$(PREFIX)/share/man/man7/
	install -m 644 man/plan.schema.json $(DESTDIR)$(PREFIX)/share/fettle/
	install -m 644 man/fettle.bash $(DESTDIR)$(PREFIX)/share/bash-completion/completions/fettle
	install -m 644 man/_fettle $(DESTDIR)$(PREFIX)/share/zsh/site-functions/
	install -m 644 themes/*.theme $(DESTDIR)$(PREFIX)/share/fettle/themes/

uninstall:
	rm -rf $(DESTDIR)$(PREFIX)/libexec/fettle $(DESTDIR)$(PREFIX)/share/fettle
	rm -f $(DESTDIR)$(PREFIX)/bin/fettle $(DESTDIR)$(PREFIX)/share/man/man1/fettle.1 \
	  $(DESTDIR)$(PREFIX)/share/man/man7/fettle-ops.7 $(DESTDIR)$(PREFIX)/share/bash-completion/completions/fettle \
	  $(DESTDIR)$(PREFIX)/share/zsh/site-functions/_fettle

format:
	clang-format -i $$(git ls-files '*.c' '*.h')

clean:
	rm -rf build

-include $(shell test -d $(B) && find $(B) -name '*.d')
.PHONY: FORCE all asan deps demo docs install uninstall format clean
.DELETE_ON_ERROR:
