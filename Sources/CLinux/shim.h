#ifndef CLINUX_SHIM_H
#define CLINUX_SHIM_H

#include <sys/uio.h>

// Functions that the C library declares for GNU sources only, which Swift's Glibc leaves out.
extern int sync_file_range(int descriptor, long offset, long count, unsigned int flags);
extern ssize_t preadv2(int descriptor, const struct iovec *pieces, int count, long offset, int flags);
extern void *memmem(const void *bytes, unsigned long count, const void *sought, unsigned long soughtCount);

static const unsigned int shim_SYNC_FILE_RANGE_WRITE = 2;
static const int shim_RWF_NOWAIT = 8;

#endif
