-- moondock.table: what recipes do with lists and tables. Nothing here changes what it is given, so all of it works with
-- read-only tables such as the environment.

local M = {}

local function check(name, value, body)
  if type(value) ~= "table" then error(("%s takes a table, not a %s"):format(name, type(value)), 3) end
  if body ~= nil and type(body) ~= "function" then
    error(("%s takes a function, not a %s"):format(name, type(body)), 3)
  end
end

---The results of a function for each item of a list.
---@generic T, R
---@param list T[]
---@param body fun(item: T, index: integer): R
---@return R[]
---
---    tables.map({ 1, 2 }, function (n) return n * 2 end)    --> { 2, 4 }
function M.map(list, body)
  check("map", list, body or false)
  local result = {}
  for index, item in ipairs(list) do result[index] = body(item, index) end
  return result
end

---The items of a list for which a function says yes.
---@generic T
---@param list T[]
---@param body fun(item: T, index: integer): boolean
---@return T[]
function M.filter(list, body)
  check("filter", list, body or false)
  local result = {}
  for index, item in ipairs(list) do
    if body(item, index) then result[#result + 1] = item end
  end
  return result
end

---The keys of a table, sorted.
---@param value table
---@return any[]
function M.keys(value)
  check("keys", value)
  local result = {}
  for key in pairs(value) do result[#result + 1] = key end
  return result
end

---Whether a list has an item.
---@param list any[]
---@param wanted any
---@return boolean
function M.contains(list, wanted)
  check("contains", list)
  for _, item in ipairs(list) do
    if item == wanted then return true end
  end
  return false
end

---A table with the entries of all, those of later ones on top.
---@param ... table
---@return table
---
---    tables.merge({ a = 1, b = 1 }, { b = 2 })    --> { a = 1, b = 2 }
function M.merge(...)
  local result = {}
  for _, value in ipairs { ... } do
    check("merge", value)
    for key, item in pairs(value) do result[key] = item end
  end
  return result
end

---A copy, with copies of all tables in it.
---@generic T
---@param value T
---@return T
function M.copy(value)
  if type(value) ~= "table" then return value end
  local result = {}
  for key, item in pairs(value) do result[key] = M.copy(item) end
  return result
end

---Whether two values are the same, tables by what is in them.
---@param one any
---@param two any
---@return boolean
function M.equal(one, two)
  if type(one) ~= "table" or type(two) ~= "table" then return one == two end
  for key, item in pairs(one) do
    if not M.equal(item, two[key]) then return false end
  end
  for key in pairs(two) do
    if one[key] == nil then return false end
  end
  return true
end

---A list cut into lists of so many items, the last one shorter.
---@generic T
---@param list T[]
---@param size integer
---@return T[][]
---
---    tables.chunks({ 1, 2, 3 }, 2)    --> { { 1, 2 }, { 3 } }
function M.chunks(list, size)
  check("chunks", list)
  if math.type(size) ~= "integer" or size < 1 then error("chunks takes a size of at least 1", 2) end
  local result = {}
  for index, item in ipairs(list) do
    if (index - 1) % size == 0 then result[#result + 1] = {} end
    local last = result[#result]
    last[#last + 1] = item
  end
  return result
end

return M
