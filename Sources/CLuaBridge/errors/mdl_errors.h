// Errors: where they were raised, how they are caught, and how the host learns of them.
#ifndef MDL_ERRORS_H
#define MDL_ERRORS_H

#include "state/mdl_state.h"

int mdl_message_handler(lua_State *L);
/// Raises the error on top of the stack once more.
int mdl_raise_again(lua_State *L);
void mdl_remember_origin(lua_State *L, lua_State *raised, int value);
/// Lets one value have the origin of another.
void mdl_copy_origin(lua_State *L, int from, int to);
void mdl_push_origin(lua_State *L, int value);

/// Gives the table at `table` the metatable of errors.
void mdl_make_error(lua_State *L, int table);
/// Describes the error on top of the stack to the host.
mdl_outcome mdl_describe_failure(mdl_vm *vm, lua_State *L, int status);

int mdl_pcall(lua_State *L);
int mdl_xpcall(lua_State *L);
/// What calls the handler of xpcall.
int mdl_call_handler(lua_State *L);

#endif
