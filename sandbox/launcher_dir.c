/* Private directories of runs without namespaces: removal, and the sweep of what was left. */
#include "launcher.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LOCKED_WITHIN_S = 10 };

/* Empties the directory fd without following links and without recursion: goes down into what
 * cannot be removed and up by "..", so depth costs neither stack nor descriptors. Takes fd. */
static void empty(int fd, dev_t top_dev, ino_t top_ino)
{
    for (long round = 0; round < 1000000; round++) {
        DIR *d;
        struct dirent *entry;
        int down = -1, next;
        struct stat st;

        if (fchmod(fd, 0700) != 0 && errno != EPERM) break;
        next = openat(fd, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (next < 0 || (d = fdopendir(next)) == NULL) break;
        while (down < 0 && (entry = readdir(d)) != NULL) {
            if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
            if (unlinkat(fd, entry->d_name, 0) == 0) continue;
            if (unlinkat(fd, entry->d_name, AT_REMOVEDIR) == 0) continue;
            if (fchmodat(fd, entry->d_name, 0700, 0) != 0) continue;
            down = openat(fd, entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        }
        closedir(d);
        if (down < 0) { /* empty: up again, whose next round removes it */
            if (fstat(fd, &st) != 0 || (st.st_dev == top_dev && st.st_ino == top_ino)) break;
            down = openat(fd, "..", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
            if (down < 0) break;
        }
        close(fd);
        fd = down;
    }
    close(fd);
}

void launcher_remove(const char *dir)
{
    int fd = open(dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct stat st;

    if (fd < 0) return;
    if (fstat(fd, &st) == 0)
        empty(fd, st.st_dev, st.st_ino);
    else
        close(fd);
    rmdir(dir);
}

void launcher_hand_over(const struct box_config *c)
{
    static const char *const own[] = {"out", "tmp"};
    char path[300];

    if (geteuid() != 0) return;
    if (chown(c->dir, 0, c->uid) != 0 || chmod(c->dir, 0750) != 0)
        launcher_fail("share the private folder");
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) {
        snprintf(path, sizeof path, "%s/%s", c->dir, own[i]);
        if (chown(path, c->uid, c->uid) != 0) launcher_fail("share the private folder");
    }
}

void launcher_sweep(const char *dir)
{
    char parent[256], path[600];
    const char *slash = strrchr(dir, '/');
    struct dirent *entry;
    DIR *d;

    if (slash == NULL || slash == dir) return;
    snprintf(parent, sizeof parent, "%.*s", (int)(slash - dir), dir);
    d = opendir(parent);
    if (d == NULL) return;
    while ((entry = readdir(d)) != NULL) {
        struct stat st;
        int fd;

        if (strncmp(entry->d_name, "fettle-box-", 11) != 0) continue;
        snprintf(path, sizeof path, "%s/%s", parent, entry->d_name);
        if (strcmp(path, dir) == 0) continue;
        fd = open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0) continue;
        /* A live run holds a lock on its directory; some time for the one that has not got it yet.
         */
        if (fstat(fd, &st) == 0 && st.st_uid == geteuid() &&
            st.st_mtime + LOCKED_WITHIN_S < time(NULL) && flock(fd, LOCK_EX | LOCK_NB) == 0)
            launcher_remove(path);
        close(fd);
    }
    closedir(d);
}
