#ifndef CLINUX_SHIM_H
#define CLINUX_SHIM_H

#include <sys/stat.h>
#include <sys/uio.h>

// Functions that the C library declares for GNU sources only, which Swift's Glibc leaves out.
extern int sync_file_range(int descriptor, long offset, long count, unsigned int flags);
extern ssize_t preadv2(int descriptor, const struct iovec *pieces, int count, long offset, int flags);
extern void *memmem(const void *bytes, unsigned long count, const void *sought, unsigned long soughtCount);

// What stat(2) says. Which module brings `struct stat` to Swift differs from build to build, so its members stay here.
struct shim_status {
    unsigned long device, inode;
    long size, modifiedMicroseconds;
    int isRegular;
};
static inline int shim_lstat(const char *path, struct shim_status *found) {
    struct stat status;
    if (lstat(path, &status) != 0) return -1;
    *found = (struct shim_status){
        status.st_dev, status.st_ino, status.st_size,
        status.st_mtim.tv_sec * 1000000 + status.st_mtim.tv_nsec / 1000, S_ISREG(status.st_mode)};
    return 0;
}

static const unsigned int shim_SYNC_FILE_RANGE_WRITE = 2;
static const int shim_RWF_NOWAIT = 8;

#endif
