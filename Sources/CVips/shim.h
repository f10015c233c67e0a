#ifndef CVIPS_SHIM_H
#define CVIPS_SHIM_H

#include <malloc.h>
#include <vips/vips.h>
// Needs the one before.
#include <vips/vector.h>

// Macros that Swift does not import.
static const int shim_M_ARENA_MAX = M_ARENA_MAX;
static const int shim_M_MMAP_THRESHOLD = M_MMAP_THRESHOLD;
static const int shim_M_TRIM_THRESHOLD = M_TRIM_THRESHOLD;
static inline int shim_vips_init(const char *name) { return VIPS_INIT(name); }

// Variadic functions. A property of an object type or a boxed type is a pointer.
static inline void shim_set_int(void *object, const char *name, int value) { g_object_set(object, name, value, NULL); }
static inline void shim_set_double(void *object, const char *name, double value) { g_object_set(object, name, value, NULL); }
static inline void shim_set_pointer(void *object, const char *name, const void *value) { g_object_set(object, name, value, NULL); }
static inline void shim_get_pointer(void *object, const char *name, void **value) { g_object_get(object, name, value, NULL); }

#endif
