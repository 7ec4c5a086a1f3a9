/* SPDX-License-Identifier: Apache-2.0 */
#define _GNU_SOURCE
#include "CLinux.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include <unistd.h>

int smsb_openat2(int directory, const char *path, uint64_t flags, uint64_t mode, uint64_t resolve) {
    struct open_how how = {.flags = flags, .mode = mode, .resolve = resolve};
    return (int)syscall(SYS_openat2, directory, path, &how, sizeof how);
}

int smsb_rename_no_replace(int fromDirectory, const char *from, int toDirectory, const char *to) {
    return renameat2(fromDirectory, from, toDirectory, to, RENAME_NOREPLACE);
}

int smsb_link_descriptor(int descriptor, int toDirectory, const char *to) {
    char path[64];
    snprintf(path, sizeof path, "/proc/self/fd/%d", descriptor);
    return linkat(AT_FDCWD, path, toDirectory, to, AT_SYMLINK_FOLLOW);
}

long smsb_fgetxattr(int descriptor, const char *name, void *value, unsigned long size) {
    return fgetxattr(descriptor, name, value, size);
}

long smsb_flistxattr(int descriptor, char *names, unsigned long size) {
    return flistxattr(descriptor, names, size);
}

int smsb_fsetxattr(int descriptor, const char *name, const void *value, unsigned long size) {
    return fsetxattr(descriptor, name, value, size, 0);
}

int smsb_fremovexattr(int descriptor, const char *name) {
    return fremovexattr(descriptor, name);
}

int smsb_syncfs(int descriptor) {
    return syncfs(descriptor);
}

int smsb_fnmatch_ignoring_case(const char *pattern, const char *text, int path) {
    return fnmatch(pattern, text, FNM_CASEFOLD | (path ? FNM_PATHNAME : 0));
}

int64_t smsb_file_system_type(int descriptor) {
    struct statfs status;
    return fstatfs(descriptor, &status) == -1 ? -1 : (int64_t)(uint32_t)status.f_type;
}

const long smsb_UTIME_OMIT = UTIME_OMIT;

const int32_t smsb_O_TMPFILE = O_TMPFILE;
const int32_t smsb_O_PATH = O_PATH;
const int32_t smsb_O_NOATIME = O_NOATIME;

const uint64_t smsb_RESOLVE_BENEATH = RESOLVE_BENEATH;
const uint64_t smsb_RESOLVE_NO_SYMLINKS = RESOLVE_NO_SYMLINKS;
const uint64_t smsb_RESOLVE_NO_MAGICLINKS = RESOLVE_NO_MAGICLINKS;
const uint64_t smsb_RESOLVE_NO_XDEV = RESOLVE_NO_XDEV;

const int32_t smsb_SEEK_DATA = SEEK_DATA;
const int32_t smsb_SEEK_HOLE = SEEK_HOLE;

void *smsb_memmem(const void *haystack, unsigned long size, const void *needle, unsigned long needleSize) {
    return memmem(haystack, size, needle, needleSize);
}
