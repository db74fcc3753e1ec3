// Values on their way into Lua and out of it: a deterministic subset of CBOR, as LuaValue.encoded() writes it.
#ifndef MDL_VALUES_H
#define MDL_VALUES_H

#include "state/mdl_state.h"

void mdl_head(mdl_buffer *buffer, uint8_t major, uint64_t value);
void mdl_encode_text(mdl_buffer *buffer, const char *text, size_t count);
/// Appends a value. NULL, or the reason why it cannot cross.
const char *mdl_encode(mdl_vm *vm, lua_State *L, int index, mdl_buffer *buffer);
/// Appends the arguments from `first` on: one table as it is, else a list of them.
const char *mdl_encode_arguments(mdl_vm *vm, lua_State *L, int first, mdl_buffer *buffer);
/// Pushes the value. Raises on malformed bytes.
void mdl_decode(lua_State *L, mdl_span bytes);

/// The user values of a handle.
enum { MDL_HANDLE_KIND = 1, MDL_HANDLE_FIELDS = 2 };
bool mdl_is_handle(lua_State *L, int index);
/// Pops the kind and the table of fields, pushes the handle.
void mdl_new_handle(lua_State *L);
/// Pushes the table that a view is of; false for other values.
bool mdl_push_viewed(lua_State *L, int index);

/// Pushes the text of a value, as tostring gives it.
void mdl_push_text(lua_State *L, int index);

#endif
