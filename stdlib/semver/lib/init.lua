-- moondock.semver: versions as SemVer 2.0 orders them (https://semver.org).

local M = {}

local function check(name, text)
  if type(text) ~= "string" then error(("%s takes a version as text, not a %s"):format(name, type(text)), 3) end
end

local function identifiers(text)
  local list = {}
  for word in text:gmatch "[^.]+" do list[#list + 1] = word end
  return list
end

---Reads a version; a leading `v` is skipped, as tags have one.
---@param text string
---@return { major: integer, minor: integer, patch: integer, prerelease: string }? version, string? reason
---
---    semver.parse("v1.4.2-rc.1").minor    --> 4
function M.parse(text)
  check("parse", text)
  local major, minor, patch, rest = text:match "^v?(%d+)%.(%d+)%.(%d+)(.*)$"
  if not major then return nil, ("'%s' is no version: it has three numbers, such as 1.4.2"):format(text) end
  for _, number in ipairs { major, minor, patch } do
    if #number > 1 and number:sub(1, 1) == "0" then return nil, ("'%s' is no version: %s has a leading zero"):format(text, number) end
  end
  local prerelease = rest:match "^%-([%w.-]+)" or ""
  local left = rest:sub(prerelease == "" and 1 or #prerelease + 2)
  if left ~= "" and not left:match "^%+[%w.-]+$" then
    return nil, ("'%s' is no version: '%s' does not belong there"):format(text, left)
  end
  return { major = math.tointeger(tonumber(major)), minor = math.tointeger(tonumber(minor)),
           patch = math.tointeger(tonumber(patch)), prerelease = prerelease }
end

local function strict(name, text)
  check(name, text)
  local version, reason = M.parse(text)
  if not version then error(name .. ": " .. reason, 3) end
  return version
end

local function compare_prerelease(one, two)
  if one == two then return 0 end
  -- A release comes after what was before it.
  if one == "" then return 1 end
  if two == "" then return -1 end
  local left, right = identifiers(one), identifiers(two)
  for index = 1, math.max(#left, #right) do
    local a, b = left[index], right[index]
    if a == nil then return -1 end
    if b == nil then return 1 end
    if a ~= b then
      local m, n = a:match "^%d+$" and tonumber(a), b:match "^%d+$" and tonumber(b)
      if m and n then return m < n and -1 or 1 end
      if m then return -1 end
      if n then return 1 end
      return a < b and -1 or 1
    end
  end
  return 0
end

---Compares two versions: -1 where the first is lower, 0 where they are equal, 1 where it is higher.
---@param one string
---@param two string
---@return -1|0|1
---
---    semver.compare("1.9.0", "1.10.0")    --> -1
function M.compare(one, two)
  local left, right = strict("compare", one), strict("compare", two)
  for _, key in ipairs { "major", "minor", "patch" } do
    if left[key] ~= right[key] then return left[key] < right[key] and -1 or 1 end
  end
  return compare_prerelease(left.prerelease, right.prerelease)
end

---The next version after one.
---@param text string
---@param part "major"|"minor"|"patch"
---@return string
---
---    semver.next("1.4.2", "minor")    --> "1.5.0"
function M.next(text, part)
  local version = strict("next", text)
  if part == "major" then return ("%d.0.0"):format(version.major + 1) end
  if part == "minor" then return ("%d.%d.0"):format(version.major, version.minor + 1) end
  if part == "patch" then return ("%d.%d.%d"):format(version.major, version.minor, version.patch + 1) end
  error("next: the part is 'major', 'minor' or 'patch', not " .. tostring(part), 2)
end

---The versions of a list, the lowest first; the list stays as it is.
---@param versions string[]
---@return string[]
function M.sorted(versions)
  if type(versions) ~= "table" then error("sorted takes a list of versions, not a " .. type(versions), 2) end
  local result = {}
  for index, version in ipairs(versions) do
    strict("sorted", version)
    result[index] = version
  end
  table.sort(result, function (one, two) return M.compare(one, two) < 0 end)
  return result
end

return M
