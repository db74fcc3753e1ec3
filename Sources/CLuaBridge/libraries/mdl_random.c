// math.random from the run's seed: xoshiro256** (Blackman and Vigna, 2018), seeded by splitmix64.
#include "libraries/mdl_libraries.h"
#include "state/mdl_state.h"

static uint64_t rotate(uint64_t value, int bits) { return value << bits | value >> (64 - bits); }

void mdl_random_seed(mdl_vm *vm, uint64_t seed) {
    for (int i = 0; i < 4; i++) {
        uint64_t z = seed += 0x9e3779b97f4a7c15;
        z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
        z = (z ^ z >> 27) * 0x94d049bb133111eb;
        vm->random[i] = z ^ z >> 31;
    }
}

static uint64_t next_random(mdl_vm *vm) {
    uint64_t *s = vm->random, result = rotate(s[1] * 5, 7) * 9, shifted = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= shifted;
    s[3] = rotate(s[3], 45);
    return result;
}

// Makes of a random number one in 0...maximum, each as likely as the other.
static uint64_t random_below(mdl_vm *vm, uint64_t value, uint64_t maximum) {
    uint64_t mask = maximum;
    for (int shift = 1; shift < 64; shift *= 2) mask |= mask >> shift;
    while ((value &= mask) > maximum) value = next_random(vm);
    return value;
}

int mdl_random(lua_State *L) {
    mdl_vm *vm = mdl_of(L);
    lua_Integer low = 1, high;
    // As in Lua, a call that fails takes one, too.
    uint64_t value = next_random(vm);
    switch (lua_gettop(L)) {
    case 0: lua_pushnumber(L, (double)(value >> 11) * 0x1p-53); return 1;
    case 1:
        high = luaL_checkinteger(L, 1);
        if (high == 0) {
            lua_pushinteger(L, (lua_Integer)value);
            return 1;
        }
        break;
    case 2:
        low = luaL_checkinteger(L, 1);
        high = luaL_checkinteger(L, 2);
        break;
    default: return luaL_error(L, "wrong number of arguments");
    }
    luaL_argcheck(L, low <= high, 1, "interval is empty");
    lua_pushinteger(L, (lua_Integer)(random_below(vm, value, (uint64_t)high - (uint64_t)low) + (uint64_t)low));
    return 1;
}

// As Lua does it, so that a seed gives the numbers it gives there.
int mdl_randomseed(lua_State *L) {
    if (lua_isnone(L, 1)) {
        return luaL_error(L, "math.randomseed needs a number: a random seed would differ when the run is resumed");
    }
    mdl_vm *vm = mdl_of(L);
    lua_Integer first = luaL_checkinteger(L, 1), second = luaL_optinteger(L, 2, 0);
    vm->random[0] = (uint64_t)first;
    vm->random[1] = 0xff;
    vm->random[2] = (uint64_t)second;
    vm->random[3] = 0;
    for (int i = 0; i < 16; i++) next_random(vm);
    lua_pushinteger(L, first);
    lua_pushinteger(L, second);
    return 2;
}
