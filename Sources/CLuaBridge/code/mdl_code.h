// Whose code runs, and where it is.
#ifndef MDL_CODE_H
#define MDL_CODE_H

#include "state/mdl_state.h"

enum { MDL_MAX_FRAMES = 16 };

/// Whether a frame is one of Moondock's own.
bool mdl_is_private(const lua_Debug *frame);
void mdl_chunk_name(const lua_Debug *frame, const char **name, size_t *length);

/// Pushes the record of the library whose id is at `id`, or nil. Ids are strings, and empty for the project itself.
bool mdl_push_record(lua_State *L, int id);
/// Pushes the id of the library that a chunk belongs to.
void mdl_push_library_of(lua_State *L, mdl_span chunk);
/// Pushes the chunk that a library's `require` finds by a name, or nil.
bool mdl_push_required(lua_State *L, int library, int name);

/// Pushes what others get of a library's function; false for a function that is nobody's.
bool mdl_push_entrance(lua_State *L, int function);
bool mdl_is_entrance(lua_State *L, int index);
bool mdl_is_entrance_frame(lua_State *L, lua_State *thread, lua_Debug *frame);
/// Names a function after the call of the entrance that it was called through.
void mdl_name_entered(lua_State *L, lua_State *thread, int level, lua_Debug *frame);

/// Pushes a function of Moondock's own Lua, bound to the library whose id is at `library`.
void mdl_push_bound(lua_State *L, int library, int function);
/// Pushes the id of the library for which Moondock's own Lua was called.
void mdl_push_caller(mdl_vm *vm, lua_State *L);

/// Appends the innermost frames, `maximum` of them at the most: a list of {chunk, function, line}.
void mdl_collect_frames(mdl_vm *vm, lua_State *L, mdl_buffer *buffer, int maximum);
/// Appends the libraries whose code the call came through, innermost first: a list of ids. One that is next to itself is
/// named once.
void mdl_collect_libraries(mdl_vm *vm, lua_State *L, mdl_buffer *buffer);

#endif
