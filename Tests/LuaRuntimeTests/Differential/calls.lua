-- Calls functions of the standard library with arguments at random and prints what comes of it. The same text runs in
-- stock Lua and in the sandbox; SEED and COUNT are set before it. Numbers come from a generator of its own.

local state = SEED

local function random(most)
  state = (state * 6364136223846793005 + 1442695040888963407)
  return (state >> 33) % most + 1
end

local function pick(list) return list[random(#list)] end

-- Values as text, without what differs between two processes.

local function quoted(text)
  return '"' .. text:gsub("[%c\"\\\128-\255]", function (byte) return ("\\%03d"):format(byte:byte()) end) .. '"'
end

local function show(value, depth)
  local kind = math.type(value) or type(value)
  if kind == "integer" or kind == "boolean" or kind == "nil" then return tostring(value) end
  if kind == "float" then return value ~= value and "nan" or ("%a"):format(value) end
  if kind == "string" then return #value > 300 and ("<%d bytes>"):format(#value) or quoted(value) end
  if kind ~= "table" then return "<" .. kind .. ">" end
  if depth > 2 then return "{...}" end
  local items, keys = {}, {}
  for index = 1, math.min(rawlen(value), 20) do items[#items + 1] = show(value[index], depth + 1) end
  for key in pairs(value) do
    if type(key) == "string" then keys[#keys + 1] = key end
  end
  table.sort(keys)
  for _, key in ipairs(keys) do items[#items + 1] = quoted(key) .. "=" .. show(value[key], depth + 1) end
  return "{" .. table.concat(items, ",") .. "}"
end

local function show_all(...)
  local shown = {}
  for index = 1, select("#", ...) do shown[index] = show((select(index, ...)), 0) end
  return table.concat(shown, " ")
end

-- Arguments.

local words = {
  "", "a", "abc", "hello world", "  trim me ", "key=value", "%d", "100%", "a.b.c", "\0", "a\0b", "äöü", "日本語", "\xff\xfe",
  "x\ny", "12", "-3", "0x10", "1e3", " 7 ", "3.5", "1e400", "nan", "inf", "0x1p4", "[]", "[[x]]", "(())", "A-B-C", "^$",
  "\u{10FFFF}", "\xF4\x90\x80\x80", "aaaaaaaaaaaaaaaaaaaaaaaa", "\t\r\n", "9223372036854775807", "9223372036854775808",
}
local integers = {
  0, 1, 2, 3, 5, 7, 10, 64, 100, 255, 256, 1000, -1, -2, -3, -10, -100, 65535, 0x7fffffff, -0x80000000,
  math.maxinteger, math.mininteger, math.maxinteger - 1, 1 << 53,
}
local floats = { 0.0, -0.0, 0.5, 1.5, -2.5, 3.0, 1e15, 1e300, -1e300, 2^53, 2^63, -2^63, 1 / 0, -1 / 0, 0 / 0, 1e-300, 0.1 }
local patterns = {
  ".", "%a+", "%d+", "(%w+)=(%w+)", "^%s*(.-)%s*$", "[abc]", "[^abc]", "%s", ".-", "a*", "a-b", "()", "(a)(b)", "%b()",
  "%f[%w]%w+", "[%a_][%w_]*", "%%", "%", "[", "(", ")", "%1", "(.)%1", "[a-", "[]]", "[^]]", "%z", "%g+", "^", "$", "a$",
  "%x%x", "[%z\1-\127]", "%b", "%f", "((()))", "(((", "[%]]", "[a%-z]", "%5", "(%a", "x?y", ".?", "[%w-]+", "%", "%c",
}
local formats = {
  "%d", "%5d", "%-5d|", "%05d", "%+d", "%i", "%u", "%c", "%x", "%X", "%#x", "%o", "%e", "%.3f", "%g", "%a", "%q", "%s", "%10s",
  "%-10s|", "%.3s", "%%", "%5", "%", "%d %s", "%s %s %s", "%10.4f", "%.20s", "%99d", "%100d", "%.100f", "%5.5s", "% d", "%#o",
  "%y", "%llu", "%.14g", "%.3q", "%-+ #0d", "%0100d", "%E", "%G", "%A", "%.0f", "%s%", "%2$d",
}
local layouts = {
  "b", "B", "h", "H", "i", "I", "l", "j", "J", "T", "f", "d", "n", "i1", "i3", "i7", "I8", "i16", "i17", "s", "s1", "s2", "z",
  "x", "c3", "c0", "c10", "<i4", ">i4", "=i4", "!i4", "!8i4", "Xi4", "i4i4", "bhi", "zB", "s1s1", " i2 ", "i0", "q", "!3", "c", "<!4 b Xi4 i4",
}

local function list()
  local result = {}
  for index = 1, random(6) - 1 do
    local kind = random(3)
    result[index] = kind == 1 and pick(integers) or kind == 2 and pick(words) or pick(floats)
  end
  return result
end

local function plain_list()
  local result = {}
  local strings = random(2) == 1
  for index = 1, random(9) - 1 do result[index] = strings and pick(words) or random(100) end
  return result
end

local function anything()
  local kind = random(12)
  if kind <= 4 then return pick(words) end
  if kind <= 7 then return pick(integers) end
  if kind <= 9 then return pick(floats) end
  -- Its text would be an address.
  if kind == 10 then return setmetatable(list(), { __tostring = function () return "a list" end }) end
  if kind == 11 then return pick { true, false } end
  return nil
end

local function word() return random(12) == 1 and anything() or pick(words) end
local function integer() return random(12) == 1 and anything() or random(3) == 1 and random(12) - 4 or pick(integers) end
local function small() return random(15) == 1 and anything() or random(14) - 5 end
local function few() return random(14) - 5 end
local function number() return random(8) == 1 and anything() or random(2) == 1 and pick(floats) or pick(integers) end
local function pattern() return random(15) == 1 and anything() or random(4) == 1 and pick(patterns) .. pick(patterns) or pick(patterns) end
local function format() return random(4) == 1 and pick(formats) .. pick(formats) or pick(formats) end
local function layout() return random(4) == 1 and pick(layouts) .. pick(layouts) or pick(layouts) end
local function boolean() return random(2) == 1 end
local function items() return random(15) == 1 and anything() or list() end
local function sortable() return random(20) == 1 and pick(words) or plain_list() end

local function replacement()
  return pick {
    "<%0>", "%1", "%2%1", "", "x", "%", "%9", "%%", { a = "A", abc = false, key = 1 }, 7,
    function (...) return select("#", ...) > 1 and (select(2, ...)) or nil end,
    function (a) return a end, function () return {} end, function () return false end,
  }
end

local function comparison() return pick { nil, function (a, b) return tostring(a) > tostring(b) end, 5 } end

-- Ranges that table.move refuses; it would go through most others.
local bounds
local function first()
  bounds = pick {
    { 0, math.maxinteger, 1 }, { -1, math.maxinteger - 1, 1 }, { math.mininteger, -1, 1 }, { 1, math.maxinteger, 2 },
    { 1, 2, math.maxinteger }, { math.mininteger, -2, 2 },
  }
  return bounds[1]
end
local function second() return bounds[2] end
local function third() return bounds[3] end

-- What is no function by itself: loops over iterators, and operators.
local walk, operator = {}, {}

function walk.gmatch(...)
  local found = {}
  for a, b in string.gmatch(...) do
    found[#found + 1], found[#found + 2] = a, b
  end
  return found, #found
end

function walk.codes(...)
  local found = {}
  for place, code in utf8.codes(...) do found[#found + 1] = place .. ":" .. code end
  return found
end

function walk.ipairs(...)
  local count = 0
  for index in ipairs(...) do count = count + index end
  return count
end

function walk.pairs(...)
  local count = 0
  for _ in pairs(...) do count = count + 1 end
  return count
end

-- On a table that nobody has walked: in the sandbox, a key that is missing from another may be one that was cleared.
-- Stock Lua does not say where that went wrong; the sandbox does, but not from within pcall.
function walk.next(list, ...) return pcall(next, { table.unpack(list) }, ...) end

function walk.coroutine(...)
  local co = coroutine.create(function (...) return coroutine.yield(select("#", ...), ...), error(...) end)
  local begun = table.pack(coroutine.resume(co, ...))
  local ended = table.pack(coroutine.resume(co, ...))
  return begun, ended, coroutine.status(co), coroutine.close(co)
end

function walk.error(...)
  return select(2, pcall(function (...) error(...) end, ...))
end

function operator.add(a, b) return a + b end
function operator.sub(a, b) return a - b end
function operator.mul(a, b) return a * b end
function operator.div(a, b) return a / b end
function operator.mod(a, b) return a % b end
function operator.pow(a, b) return a ^ b end
function operator.idiv(a, b) return a // b end
function operator.band(a, b) return a & b end
function operator.bor(a, b) return a | b end
function operator.bxor(a, b) return a ~ b end
function operator.shl(a, b) return a << b end
function operator.shr(a, b) return a >> b end
function operator.unm(a) return -a end
function operator.bnot(a) return ~a end
function operator.concat(a, b) return a .. b end
function operator.len(a) return #a end
function operator.eq(a, b) return a == b end
function operator.lt(a, b) return a < b end
function operator.le(a, b) return a <= b end
function operator.index(a, b) return a[b] end
function operator.loop(a, b, c)
  local count = 0
  for index = a, b, c do
    count = count + 1
    if count == 9 then return index end
  end
  return count
end

local own = { walk = walk, operator = operator }

local calls = {
  { "string.byte", word, small, small }, { "string.char", integer, integer }, { "string.find", word, pattern, small, boolean },
  { "string.find", word, word, small }, { "string.format", format, anything, anything, anything },
  { "string.gsub", word, pattern, replacement, small }, { "string.len", word }, { "string.lower", word },
  { "string.match", word, pattern, small }, { "string.rep", word, few, word }, { "string.reverse", word },
  { "string.sub", word, integer, integer }, { "string.upper", word }, { "string.pack", layout, anything, anything },
  { "string.packsize", layout }, { "string.unpack", layout, word, small },
  { "table.concat", items, word, small, small }, { "table.insert", items, anything }, { "table.insert", items, integer, anything },
  { "table.remove", items }, { "table.remove", items, integer }, { "table.move", items, few, few, few },
  { "table.move", items, first, second, third }, { "table.pack", anything, anything }, { "table.unpack", items, small, small },
  { "table.sort", sortable, comparison },
  { "math.abs", number }, { "math.ceil", number }, { "math.floor", number }, { "math.fmod", number, number },
  { "math.max", number, number, number }, { "math.min", number, number }, { "math.modf", number }, { "math.sqrt", number },
  { "math.tointeger", anything }, { "math.type", anything }, { "math.ult", integer, integer }, { "math.log", number, number },
  { "math.exp", number }, { "math.sin", number }, { "math.rad", number }, { "math.deg", number },
  { "utf8.char", integer, integer }, { "utf8.codepoint", word, small, small, boolean }, { "utf8.len", word, small, small, boolean },
  { "utf8.offset", word, small, small }, { "utf8.codes", word },
  { "tonumber", anything }, { "tonumber", word, small }, { "tostring", number }, { "select", small, anything, anything },
  { "rawlen", anything }, { "rawequal", anything, anything }, { "rawget", anything, anything }, { "type", anything },
  { "next", items }, { "ipairs", anything }, { "assert", anything, word }, { "math.randomseed", integer, integer },
  { "math.random" }, { "math.random", small }, { "math.random", integer, integer }, { "os.time", function ()
    return { year = 1970 + random(100), month = random(30) - 5, day = random(60) - 10, hour = random(40), min = random(99),
      sec = pick(integers), isdst = false }
  end },
  { "os.date", function () return pick { "!%c", "!%Y-%m-%d", "!%H:%M:%S", "!*t", "!%Ey", "!%Ez", "!%Q", "!%", "!%x %X %p", "!" } end,
    function () return random(4000000000) - 1000000000 end },
  { "os.difftime", number, number }, { "rawset", items, anything, anything }, { "walk.error", anything, few },
  { "setmetatable", anything, anything }, { "pcall", anything, anything }, { "xpcall", anything, anything },
  { "walk.pairs", anything }, { "walk.next", list, few }, { "string.format", format, number, number },
  { "math.acos", number }, { "math.asin", number }, { "math.cos", number }, { "math.tan", number },
  { "math.atan", number, number }, { "walk.gmatch", word, pattern, small }, { "walk.gmatch", word, word },
  { "walk.codes", word, boolean }, { "walk.ipairs", items }, { "walk.coroutine", anything, anything },
  { "operator.loop", number, number, number },
}
for name in ("add sub mul div mod pow idiv band bor bxor shl shr unm bnot concat len eq lt le index"):gmatch "%w+" do
  calls[#calls + 1] = { "operator." .. name, anything, anything }
end

local function resolve(name)
  local library, field = name:match "^(%w+)%.(%w+)$"
  if not library then return _G[name] end
  return (own[library] or _G[library])[field]
end

local function as_method(text, name, ...) return text[name](text, ...) end

local function call(name, ...)
  local method = random(4) == 1 and type(...) == "string" and name:match "^string%.(%w+)$"
  if method then return as_method(..., method, select(2, ...)) end
  -- Called from Lua, so that the error has a position, and by a name, so that it has that.
  local called = resolve(name)
  return called(...)
end

-- The first result of some is a function or an object.
local function results(name, ok, ...)
  if ok and (name == "ipairs" or name == "utf8.codes") then return ok, select("#", ...) end
  return ok, ...
end

-- Where stock Lua has this function by two names, messages have either.
pcall(rawset, math, "atan2", nil)
math.randomseed(SEED)
for index = 1, COUNT do
  local chosen = pick(calls)
  local arguments, count = {}, #chosen - 1
  -- Without its last argument os.time and os.date would say what time it is.
  if random(6) == 1 and count > 0 and not chosen[1]:find "^os" then count = count - 1 end
  for place = 1, count do arguments[place] = chosen[place + 1]() end
  local before = show_all(table.unpack(arguments, 1, count))
  local line = chosen[1] .. "(" .. before .. ") "
  local caught = random(3) == 1 and table.pack(pcall(resolve(chosen[1]), table.unpack(arguments, 1, count)))
    or table.pack(pcall(call, chosen[1], table.unpack(arguments, 1, count)))
  line = line .. show_all(results(chosen[1], table.unpack(caught, 1, caught.n)))
  local after = show_all(table.unpack(arguments, 1, count))
  print(index .. " " .. line .. (after ~= before and " now " .. after or ""))
end
