-- Small things recipes do with lists.

---Splits a list into its first item and the others: one machine to try, and the rest.
---@generic T
---@param list T[]
---@return T first, T[] others
function exports.pick_one(list)
  if type(list) ~= "table" or #list == 0 then
    host.error { code = "invalid_option", message = "pick_one: needs a list with at least one item" }
  end
  local others = {}
  for index = 2, #list do
    others[index - 1] = list[index]
  end
  return list[1], others
end
