-- moondock.text: what recipes do with text.

local M = {}

---Removes white space at both ends.
---@param text string
---@return string
function M.trim(text)
  local first = string.find(text, "%S")
  if not first then return "" end
  local last = #text
  while string.find(string.sub(text, last, last), "%s") do last = last - 1 end
  return string.sub(text, first, last)
end

---Splits text at a separator, which is taken as it stands.
---@param text string
---@param separator string
---@return string[]
function M.split(text, separator)
  local parts, from = {}, 1
  if separator == "" then error("split: the separator must not be empty", 2) end
  while true do
    local first, last = string.find(text, separator, from, true)
    if not first then break end
    parts[#parts + 1] = string.sub(text, from, first - 1)
    from = last + 1
  end
  parts[#parts + 1] = string.sub(text, from)
  return parts
end

---Whether text begins with a prefix.
---@param text string
---@param prefix string
---@return boolean
function M.starts_with(text, prefix)
  return string.sub(text, 1, #prefix) == prefix
end

---Whether text ends with a suffix.
---@param text string
---@param suffix string
---@return boolean
function M.ends_with(text, suffix)
  return suffix == "" or string.sub(text, -#suffix) == suffix
end

return M
