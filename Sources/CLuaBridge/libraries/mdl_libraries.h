// The libraries of recipes.
#ifndef MDL_LIBRARIES_H
#define MDL_LIBRARIES_H

#include "state/mdl_state.h"

/// For the library on top of the stack and the stock one at `stock`.
void mdl_copy_functions(lua_State *L, int stock, const char *const *names);
/// Replaces a function of the library on top of the stack by one that has the stock one as its upvalue.
void mdl_wrap_function(lua_State *L, int stock, const char *name, lua_CFunction wrapper);
/// Goes on as the stock function that is the upvalue.
int mdl_call_stock(lua_State *L);
/// The same, once the arguments' bytes are paid for.
int mdl_call_for_text(lua_State *L);
/// The bytes of a string; 0 for other values.
int64_t mdl_length_of(lua_State *L, int index);

// One function per library: leaves its table on the stack.
void mdl_open_base(lua_State *L, int globals);
void mdl_open_coroutine(lua_State *L);
void mdl_open_string(lua_State *L);
void mdl_add_search(lua_State *L);
void mdl_open_table(lua_State *L);
void mdl_open_utf8(lua_State *L);
void mdl_open_math(lua_State *L);
void mdl_open_os(lua_State *L);
void mdl_open_debug(lua_State *L);
/// Pushes the private `host` table.
void mdl_push_host(lua_State *L);

int mdl_format(lua_State *L);
int mdl_pairs(lua_State *L);
int mdl_next(lua_State *L);
int mdl_random(lua_State *L);
int mdl_randomseed(lua_State *L);
void mdl_random_seed(mdl_vm *vm, uint64_t seed);

bool mdl_disable_metamethods(mdl_vm *vm);
void mdl_open_globals(mdl_vm *vm);

#endif
