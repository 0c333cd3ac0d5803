/* What runs could leave behind: processes, descriptors, mounts, files, control groups. */
#include "boxtool.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PROCESSES_MAX = 4096 };

static int entries(const char *path)
{
    DIR *d = opendir(path);
    int n = 0;

    if (d == NULL) return 0;
    for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) n += e->d_name[0] != '.';
    closedir(d);
    return n;
}

static int lines(const char *path)
{
    FILE *f = fopen(path, "r");
    int n = 0, c;

    while (f != NULL && (c = getc(f)) != EOF) n += c == '\n';
    if (f != NULL) fclose(f);
    return n;
}

/* Folders below `path`, with it. */
static int folders(const char *path)
{
    DIR *d = opendir(path);
    int n = 1;

    if (d == NULL) return 0;
    for (struct dirent *e = readdir(d); e != NULL; e = readdir(d)) {
        char below[4096];
        struct stat st;

        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
        snprintf(below, sizeof below, "%s/%.255s", path, e->d_name);
        if (lstat(below, &st) == 0 && S_ISDIR(st.st_mode)) n += folders(below);
    }
    closedir(d);
    return n;
}

/* Descendants of this process, dead ones that nobody waited for as well. Those whose parent died
 * come to us: we are a subreaper. */
static int descendants(void)
{
    struct {
        int pid, parent;
    } p[PROCESSES_MAX];
    bool ours[PROCESSES_MAX] = {false}, more = true;
    int n = 0, found = 0;
    DIR *d = opendir("/proc");

    for (struct dirent *e = d == NULL ? NULL : readdir(d); e != NULL && n < PROCESSES_MAX;
         e = readdir(d)) {
        char path[300], text[1024], *end;
        FILE *f;
        size_t got;

        if (e->d_name[0] < '0' || e->d_name[0] > '9') continue;
        snprintf(path, sizeof path, "/proc/%s/stat", e->d_name);
        f = fopen(path, "r");
        if (f == NULL) continue;
        got = fread(text, 1, sizeof text - 1, f);
        fclose(f);
        text[got] = 0;
        end = strrchr(text, ')');
        p[n].pid = atoi(e->d_name);
        if (end != NULL && sscanf(end, ") %*c %d", &p[n].parent) == 1) n++;
    }
    if (d != NULL) closedir(d);
    while (more) {
        more = false;
        for (int i = 0; i < n; i++) {
            bool child = p[i].parent == getpid();

            for (int k = 0; k < n && !child; k++) child = ours[k] && p[k].pid == p[i].parent;
            if (!child || ours[i]) continue;
            ours[i] = more = true;
            found++;
        }
    }
    return found;
}

static int own_cgroups(void)
{
    char line[2048], path[4096];
    FILE *f = fopen("/proc/self/cgroup", "r");
    int n = 0;

    while (f != NULL && fgets(line, sizeof line, f) != NULL) {
        if (strncmp(line, "0::", 3) != 0) continue;
        line[strcspn(line, "\n")] = 0;
        snprintf(path, sizeof path, "/sys/fs/cgroup%s", line + 3);
        n = folders(path);
    }
    if (f != NULL) fclose(f);
    return n;
}

struct remains boxtool_count(void)
{
    const char *temp = getenv("TMPDIR");

    return (struct remains){.processes = descendants(),
                            .threads = entries("/proc/self/task"),
                            .descriptors = entries("/proc/self/fd"),
                            .mounts = lines("/proc/self/mountinfo"),
                            .files = temp == NULL ? 0 : entries(temp),
                            .cgroups = own_cgroups()};
}

bool boxtool_left_nothing(const struct remains *before)
{
    struct remains now = {0};
    bool same = false;

    for (int i = 0; i < 20 && !same; i++) {
        if (i > 0) usleep(50000);
        now = boxtool_count();
        same = memcmp(&now, before, sizeof now) == 0;
    }
    if (!same)
        printf("FAILED what is there after it, and before: processes %d %d, threads %d %d, "
               "descriptors %d %d, mounts %d %d, files %d %d, cgroups %d %d\n",
               now.processes, before->processes, now.threads, before->threads, now.descriptors,
               before->descriptors, now.mounts, before->mounts, now.files, before->files,
               now.cgroups, before->cgroups);
    return same;
}
