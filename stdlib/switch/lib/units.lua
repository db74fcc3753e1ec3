-- What several parts of moondock.switch read options by.

local time = require "moondock.time"

local units = {}

function units.reject(name, message) error(("%s: %s"):format(name, message), 5) end

function units.name_of(item)
  if type(item) == "table" and type(item.name) == "string" then return item.name end
  return tostring(item)
end

function units.text_of(failure)
  if type(failure) == "table" and failure.message then return tostring(failure.message) end
  return tostring(failure)
end

function units.is_cancelled(failure) return type(failure) == "table" and failure.code == "cancelled" end

function units.seconds(name, key, value)
  if type(value) == "number" and value >= 0 then return value end
  local total = type(value) == "string" and time.seconds(value)
  if not total then units.reject(name, ("'%s' must be a duration like \"30s\", not %s"):format(key, tostring(value))) end
  return total
end

-- How many of a total a number or "25%" stands for, rounded up, and no more than there are.
function units.share(name, key, value, total, least)
  if math.type(value) == "integer" and value >= least then return math.min(value, total) end
  local percent = type(value) == "string" and tonumber(value:match "^(%d+%.?%d*)%%$")
  if not percent or percent > 100 or (least > 0 and percent <= 0) then
    units.reject(name, ("'%s' must be a number of at least %d or a part like \"25%%\", not %s"):format(key, least, tostring(value)))
  end
  return math.min(total, math.max(least, math.ceil(total * percent / 100)))
end

return units
