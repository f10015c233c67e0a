#ifndef CPOPPLER_SHIM_H
#define CPOPPLER_SHIM_H

#include <cairo-pdf.h>
#include <cairo.h>
#include <poppler.h>

// A system call that the C library declares for GNU sources only, which Swift's Glibc leaves out, and its flags (memfd_create(2), fcntl(2)).
extern int memfd_create(const char *name, unsigned int flags);

static const unsigned int shim_MFD_CLOEXEC = 1, shim_MFD_ALLOW_SEALING = 2;
static const int shim_F_ADD_SEALS = 1033, shim_F_SEAL_ALL = 1 | 2 | 4 | 8;

#endif
