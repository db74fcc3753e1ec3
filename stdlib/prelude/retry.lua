-- retry and timeout: the two ways in which a function is given another chance, or no more time.

local blocks = host.blocks

local function reject(name, message, option)
  host.error { code = "invalid_option", message = name .. ": " .. message, option = option }
end

local units = { ms = 0.001, s = 1, m = 60, h = 3600, d = 86400, w = 604800 }

-- Seconds of a text such as "1m 30s"; nil where it is no duration.
local function parse(text)
  local total
  for word in text:gmatch "[^ ]+" do
    local rest = word
    while rest ~= "" do
      local amount, unit, after = rest:match "^([%d.]+)(%a+)(.*)$"
      if not (tonumber(amount) and units[unit]) then return nil end
      total, rest = (total or 0) + tonumber(amount) * units[unit], after
    end
  end
  return total
end

-- Seconds of a duration as every option takes it: a number of seconds, or text.
local function seconds(name, option, value)
  if type(value) == "number" and value >= 0 then return value end
  local total = type(value) == "string" and parse(value)
  if not total then
    reject(name, ("'%s' must be a duration like \"30s\", not %s"):format(option, tostring(value)), option)
  end
  return total
end

local function count(name, option, value)
  if math.type(value) ~= "integer" or value < 1 then
    reject(name, ("'%s' must be an integer of at least 1, not %s"):format(option, tostring(value)), option)
  end
  return value
end

local retry_options = { times = true, backoff = true, factor = true, max = true, jitter = true, on = true, park = true }

local function check(options)
  if type(options) ~= "table" then reject("retry", "takes options and a function") end
  for key in pairs(options) do
    if not retry_options[key] then reject("retry", ("unknown option '%s'"):format(tostring(key)), tostring(key)) end
  end
  local factor = options.factor == nil and 2 or options.factor
  if type(factor) ~= "number" or factor < 1 then reject("retry", "'factor' must be a number of at least 1", "factor") end
  local on = options.on
  if type(on) == "string" then on = { on } end
  if on ~= nil and type(on) ~= "table" and type(on) ~= "function" then
    reject("retry", "'on' must be an error code, a list of them, or a function", "on")
  end
  for _, flag in ipairs { "jitter", "park" } do
    if options[flag] ~= nil and type(options[flag]) ~= "boolean" then
      reject("retry", ("'%s' must be true or false"):format(flag), flag)
    end
  end
  return {
    times   = count("retry", "times", options.times == nil and 3 or options.times),
    backoff = seconds("retry", "backoff", options.backoff == nil and 1 or options.backoff),
    max     = seconds("retry", "max", options.max == nil and 60 or options.max),
    jitter  = options.jitter ~= false,
    factor  = factor,
    on      = on,
    park    = options.park == true,
  }
end

-- A cancelled run has no further attempts, nor does a call that was wrong to begin with.
local final = { cancelled = true, invalid_option = true, unknown_primitive = true }

local function may_retry(options, failure)
  local code = type(failure) == "table" and failure.code or nil
  if code and final[code] then return false end
  if options.on == nil then return true end
  if type(options.on) == "function" then return options.on(failure) and true or false end
  for _, wanted in ipairs(options.on) do
    if wanted == code then return true end
  end
  return false
end

local function pause(options, attempt, failure)
  local wait = math.min(options.max, options.backoff * options.factor ^ (attempt - 1))
  if options.jitter then wait = wait * (0.5 + math.random() / 2) end
  wait = math.floor(wait * 1000) / 1000
  if wait <= 0 then return end
  -- A pause between attempts is part of the work: where nobody waits in the foreground, it must not end the process by
  -- the chance of its length.
  host.call("sleep", {
    duration = wait,
    park     = options.park,
    reason   = ("attempt %d of %d failed: %s"):format(attempt, options.times, blocks.text(failure)),
  })
end

---Runs a function again when it fails. The last attempt's failure goes on.
---@generic R
---@param options moondock.RetryOptions
---@param body fun(attempt: integer): R
---@return R
function exports.retry(options, body)
  local checked = check(options)
  if type(body) ~= "function" then reject("retry", "takes options and a function") end
  host.scope_open("retry", ("up to %d times"):format(checked.times))
  for attempt = 1, checked.times do
    host.scope_open("attempt", ("%d of %d"):format(attempt, checked.times))
    local results = blocks.try({}, body, attempt)
    if results[1] then
      host.scope_close()
      host.scope_close()
      return table.unpack(results, 2, results.n)
    end
    local failure = results[2]
    host.scope_close(blocks.text(failure))
    local asked, again = pcall(may_retry, checked, failure)
    if not asked then failure, again = again, false end
    if attempt == checked.times or not again then
      host.scope_close(blocks.text(failure))
      error(failure, 0)
    end
    local paused, stopped = pcall(pause, checked, attempt, failure)
    if not paused then
      host.scope_close(blocks.text(stopped))
      error(stopped, 0)
    end
  end
end

---Runs a function that has so much time; what it is doing when the time is over is cancelled, and `timeout` is raised.
---@generic R
---@param limit string|number     how long, such as "10m"
---@param body fun(): R
---@return R
function exports.timeout(limit, body)
  local duration = seconds("timeout", "limit", limit)
  if type(body) ~= "function" then reject("timeout", "takes a duration and a function") end
  local results, failed = host.parallel({ "body", "limit" }, {
    function () return table.pack(blocks.run({}, body)) end,
    function ()
      host.call("sleep", { duration = duration, park = false, reason = "the time limit of what runs beside it" })
      error({ code = "timeout", message = ("took longer than %s"):format(tostring(limit)), limit = duration }, 0)
    end,
  }, { on_failure = "first", kind = "timeout", title = tostring(limit) })
  if failed then error(results[failed].error, 0) end
  local values = results[1].value
  return table.unpack(values, 1, values.n)
end
