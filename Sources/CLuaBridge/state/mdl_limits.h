// What a VM may use, and its end when it used that up.
#ifndef MDL_LIMITS_H
#define MDL_LIMITS_H

#include "state/mdl_state.h"

enum {
    /// Bytes that C looks at in the time of one instruction.
    MDL_BYTES_PER_INSTRUCTION = 64,
    /// Bytes from which on a string is paid for.
    MDL_LARGE_STRING = 1024,
    /// Instructions between two calls of the hook, and the price of a call of the host.
    MDL_HOOK_COUNT = 1000,
};

/// Lua's allocator.
void *mdl_allocate(void *vm, void *block, size_t old_size, size_t size);
void mdl_start_hook(lua_State *L);
void mdl_start_clock(mdl_vm *vm);
/// Ends the VM: no script runs on after this.
void mdl_kill(mdl_vm *vm, lua_State *L, enum mdl_limit limit);
void mdl_spend(mdl_vm *vm, lua_State *L, int64_t instructions);
/// Spends, and raises an error when that was too much.
void mdl_pay(lua_State *L, int64_t instructions, const char *what);
/// Raises an error when a string of this length is too long.
void mdl_check_length(lua_State *L, size_t length, const char *what);
mdl_outcome mdl_killed(mdl_vm *vm);

#endif
