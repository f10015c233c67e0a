#ifndef CLINUX_SHIM_H
#define CLINUX_SHIM_H

// System calls that the C library declares for GNU sources only, which Swift's Glibc leaves out.
extern int sync_file_range(int descriptor, long offset, long count, unsigned int flags);

static const unsigned int shim_SYNC_FILE_RANGE_WRITE = 2;

#endif
