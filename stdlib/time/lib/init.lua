-- moondock.time: durations and dates, as text and as seconds. All dates are in UTC.

local M = {}

local units = { ms = 0.001, s = 1, m = 60, h = 3600, d = 86400, w = 604800 }
local days_before = { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334 }

local function leap(year) return year % 4 == 0 and (year % 100 ~= 0 or year % 400 == 0) end

-- Days from 1 January 1970 to the first of a month of the Gregorian calendar.
local function days_until(year, month)
  local y = year - 1
  local days = 365 * y + y // 4 - y // 100 + y // 400 - 719162
  return days + days_before[month] + (month > 2 and leap(year) and 1 or 0)
end

---The seconds of a duration as options of primitives take it: "90s", "1h 30m", "1.5h", "2d", "250ms".
---@param text string
---@return number? seconds nil where the text is none
---@return string? reason
function M.seconds(text)
  if type(text) ~= "string" then error("seconds takes a duration as text, not a " .. type(text), 2) end
  local total
  for word in string.gmatch(text, "[^ ]+") do
    local rest = word
    while rest ~= "" do
      local amount, unit, after = string.match(rest, "^([%d.]+)(%a+)(.*)$")
      if not (tonumber(amount) and units[unit]) then
        return nil, ("'%s' is no duration; write it as 90s, 1h30m or 2d"):format(text)
      end
      total, rest = (total or 0) + tonumber(amount) * units[unit], after
    end
  end
  if not total then return nil, ("'%s' is no duration; write it as 90s, 1h30m or 2d"):format(text) end
  return total
end

---A number of seconds as a person reads it: "1h30m", "45s", "250ms".
---@param seconds number
---@return string
function M.text(seconds)
  if type(seconds) ~= "number" then error("text takes seconds, not a " .. type(seconds), 2) end
  local rest = math.floor(math.abs(seconds) * 1000 + 0.5)
  if rest == 0 then return "0s" end
  local parts = {}
  for _, unit in ipairs { { "d", 86400000 }, { "h", 3600000 }, { "m", 60000 }, { "s", 1000 }, { "ms", 1 } } do
    local count = rest // unit[2]
    if count > 0 then parts[#parts + 1] = ("%d%s"):format(count, unit[1]) end
    rest = rest % unit[2]
  end
  return (seconds < 0 and "-" or "") .. table.concat(parts)
end

---A point in time as ISO 8601 writes it: "2026-02-11T09:30:00Z".
---@param epoch number seconds since 1 January 1970, as os.time gives them
---@return string
function M.iso(epoch)
  if type(epoch) ~= "number" then error("iso takes seconds, not a " .. type(epoch), 2) end
  local seconds = math.floor(epoch)
  local days, rest = seconds // 86400, seconds % 86400
  -- The year by a guess that is at most one too early.
  local year = 1970 + days * 400 // 146097
  while days_until(year + 1, 1) <= days do year = year + 1 end
  while days_until(year, 1) > days do year = year - 1 end
  local month = 12
  while days_until(year, month) > days do month = month - 1 end
  return ("%04d-%02d-%02dT%02d:%02d:%02dZ"):format(
    year, month, days - days_until(year, month) + 1, rest // 3600, rest // 60 % 60, rest % 60)
end

---The seconds since 1 January 1970 of a date, with or without a time: "2026-02-11", "2026-02-11T09:30:00Z".
---@param text string
---@return integer? epoch nil where the text is none
---@return string? reason
function M.epoch(text)
  if type(text) ~= "string" then error("epoch takes a date as text, not a " .. type(text), 2) end
  local function reject() return nil, ("'%s' is no date; write it as 2026-02-11 or 2026-02-11T09:30:00Z"):format(text) end
  local year, month, day, after = string.match(text, "^(%d%d%d%d)%-(%d%d)%-(%d%d)()")
  if not year then return reject() end
  local hour, minute, second = 0, 0, 0
  if after <= #text then
    hour, minute, second = string.match(text, "^T(%d%d):(%d%d):(%d%d)Z$", after)
    if not hour then return reject() end
    hour, minute, second = math.tointeger(hour), math.tointeger(minute), math.tointeger(second)
  end
  year, month, day = math.tointeger(year), math.tointeger(month), math.tointeger(day)
  if month < 1 or month > 12 or hour > 23 or minute > 59 or second > 59 then return reject() end
  local first = days_until(year, month)
  local next_month = month == 12 and days_until(year + 1, 1) or days_until(year, month + 1)
  if day < 1 or first + day > next_month then return reject() end
  return ((first + day - 1) * 86400) + hour * 3600 + minute * 60 + second
end

return M
