#ifndef CLINUX_SHIM_H
#define CLINUX_SHIM_H

// Functions that the C library declares for GNU sources only, which Swift's Glibc leaves out.
extern int sync_file_range(int descriptor, long offset, long count, unsigned int flags);
extern void *memmem(const void *bytes, unsigned long count, const void *sought, unsigned long soughtCount);

static const unsigned int shim_SYNC_FILE_RANGE_WRITE = 2;

#endif
