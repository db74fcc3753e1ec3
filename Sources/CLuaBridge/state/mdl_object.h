// What stands before each block that Lua allocates.
#ifndef MDL_OBJECT_H
#define MDL_OBJECT_H

#include <stdint.h>

/// Of an object, which one it was, and marks of its own.
typedef uint64_t mdl_header;
enum { MDL_MARKS = 3 };
/// Keys of this table were handed out by `next` or `pairs`.
#define MDL_IS_VISITED ((mdl_header)1)
/// `next` keeps an index of this table.
#define MDL_HAS_INDEX ((mdl_header)2)
/// This is a string that an instruction may take long with.
#define MDL_IS_LONG ((mdl_header)4)

static inline mdl_header *mdl_header_at(const void *object) { return (mdl_header *)(uintptr_t)object - 1; }
static inline uint64_t mdl_serial_at(const void *object) { return *mdl_header_at(object) >> MDL_MARKS; }

#endif
