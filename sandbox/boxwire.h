/* boxwire.h - what the parent (box.c), the launcher and the shim agree on. libc only: the launcher
 * and the shim do not link libbase. All integers are in the machine's own byte order. */
#ifndef FETTLE_BOXWIRE_H
#define FETTLE_BOXWIRE_H

#include <stdint.h>

enum { BOX_VERSION = 3 };
#define BOX_MAGIC 0x31584246u /* "FBX1" */

/* Descriptors of the launcher and of the interpreter. 0 is /dev/null, 1 and 2 are pipes. */
enum {
    BOX_FD_CONTROL = 3, /* launcher <-> parent, SOCK_SEQPACKET; the interpreter never has it */
    BOX_FD_CHANNEL = 4, /* interpreter <-> parent, SOCK_STREAM */
    BOX_FD_PRELUDE = 5, /* the Python side, text */
    BOX_FD_FILTER = 6,  /* the seccomp program, struct sock_filter[] */
    BOX_FD_CONFIG = 7,  /* struct box_config */
    BOX_FD_SHIM = 8,    /* the shim library, where there is no view to copy it into */
    BOX_FD_PIDNS = 9,   /* the zygote's own pid namespace */
    BOX_FD_PROC = 10    /* /proc, for the zygote's learning; the confinement closes it */
};

/* box_config.flags */
enum {
    BOX_NAMESPACES = 1, /* the full set; else Landlock, seccomp and rlimits only */
    BOX_POOL = 2        /* stay as a zygote that forks confined spares */
};

/* Layers that held; bits of box_note.layers and of the ready frame. */
enum {
    BOX_LAYER_USERNS = 1,
    BOX_LAYER_PIDNS = 2,
    BOX_LAYER_MOUNTNS = 4,
    BOX_LAYER_NETNS = 8,
    BOX_LAYER_IPCNS = 16,
    BOX_LAYER_UTSNS = 32,
    BOX_LAYER_ROOT = 64,
    BOX_LAYER_UID = 128,
    BOX_LAYER_CAPS = 256,
    BOX_LAYER_NNP = 512,
    BOX_LAYER_RLIMITS = 1024,
    BOX_LAYER_LANDLOCK = 2048,
    BOX_LAYER_SECCOMP = 4096,
    BOX_LAYER_CLOSED = 8192
};

/* Where packages are seen; without namespaces they stay where they are. */
#define BOX_PACKAGES "/packages"

struct box_config {
    uint32_t magic, version, flags;
    uint32_t uid; /* filled by the launcher: to become when started as root */
    uint64_t memory, cpu_s, out_bytes, processes;
    char python[256];   /* the interpreter */
    char prefix[256];   /* where its library is, read only in the view */
    char dir[256];      /* without namespaces: a private directory with in, out and tmp */
    char packages[256]; /* a host folder of packages, at BOX_PACKAGES in the view; empty: none */
    /* Host paths, each ended by a newline: folders of which only what `show` names is seen, and
     * what is seen beside the system's own. */
    char hide[1024], show[16384];
};

/* Launcher to parent, one datagram each. */
/* STARTED comes with two descriptors: the child's pidfd and the compiled filter. */
/* SPARE comes from a zygote with the channel, the status socket (it gives the EXIT), both streams,
 * the child's pidfd and the filter. */
enum { BOX_NOTE_FAIL = 1, BOX_NOTE_STARTED, BOX_NOTE_EXIT, BOX_NOTE_SPARE };
enum { BOX_SPARE_FDS = 6 };
struct box_note {
    uint32_t magic, kind;
    int32_t error;  /* FAIL: errno */
    int32_t status; /* EXIT: as wait(2) gives it */
    uint32_t layers;
    uint32_t uid; /* STARTED: of the code, on the host */
    uint64_t cpu_us, rss_kib;
    char step[64]; /* FAIL: what did not work */
};

/* Between interpreter and parent on the channel: a header, then `size` bytes. */
enum {
    BOX_FRAME_DIRS = 1, /* with two descriptors: /in and /out, both writable for the parent */
    BOX_FRAME_READY,    /* confined; with one descriptor (seccomp's listener); struct box_ready */
    BOX_FRAME_FAIL,     /* a step of the confinement failed; struct box_note */
    BOX_FRAME_META,     /* JSON: how the code ended */
    BOX_FRAME_TABLE,    /* the result (wire.h) */
    BOX_FRAME_END,      /* nothing follows */
    BOX_FRAME_ASK,      /* a name: the code wants that file in /in/.fettle */
    BOX_FRAME_GIVEN,    /* the parent's answer: it is there; with a body: why it is not */
    BOX_FRAME_REQUEST,  /* the parent's, when the box is ready: JSON, what is to be done */
    BOX_FRAME_CODE      /* then this: the code, and the word to go */
};
struct box_frame {
    uint32_t magic, kind;
    uint64_t size;
};
struct box_ready {
    uint32_t layers;
    uint32_t landlock; /* ABI; 0: absent */
};

#endif
