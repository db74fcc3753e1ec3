-- Gates: they look for a while, and fail with the numbers where something is not as it should be.

local units = require "units"

local reject, seconds, share = units.reject, units.seconds, units.share
local text_of, is_cancelled = units.text_of, units.is_cancelled

local gates = {}

-- Calls a function again and again over a time; it returns why to stop, if so.
local function over(name, options, look)
  local whole = seconds(name, "over", options.over or 0)
  local every = seconds(name, "every", options.every or "2s")
  if every <= 0 then reject(name, "'every' must be more than nothing") end
  local times = math.max(1, math.floor(whole / every + 0.5) + (whole > 0 and 1 or 0))
  for time = 1, times do
    -- Also before the first one: what a step takes is measured from the end of the one before it.
    sleep { time == 1 and 0.001 or every, park = false, reason = ("%s, %d of %d"):format(name, time, times) }
    local failure = look(time, times)
    if failure then error(failure, 0) end
  end
end

function gates.http_check(options)
  if type(options) ~= "table" or type(options.request) ~= "function" or type(options.url) ~= "string" then
    reject("http_check", "takes { request = http_request, url = … }")
  end
  local seen = { requests = 0, failures = 0, slow = 0, slowest = 0 }
  local limit = options.slower_than and seconds("http_check", "slower_than", options.slower_than)
  local last
  over("http_check", options, function (_, times)
    local may_fail = share("http_check", "failures", options.failures or 0, times, 0)
    local may_lag = share("http_check", "slow", options.slow or 0, times, 0)
    local before = os.clock()
    local ok, answer = pcall(options.request, {
      options.url, timeout = options.timeout or "5s", expect = options.expect,
    })
    if not ok and is_cancelled(answer) then error(answer, 0) end
    local took = os.clock() - before
    seen.requests = seen.requests + 1
    seen.slowest = math.max(seen.slowest, took)
    if not ok then seen.failures, last = seen.failures + 1, text_of(answer) end
    if limit and took > limit then seen.slow = seen.slow + 1 end
    if seen.failures > may_fail then
      return {
        code = "switch.unhealthy", seen = seen,
        message = ("http_check: %d of %d requests to %s failed, and %d may; the last: %s"):format(
          seen.failures, seen.requests, options.url, may_fail, last),
      }
    end
    if seen.slow > may_lag then
      return {
        code = "switch.slow", seen = seen,
        message = ("http_check: %d of %d answers of %s took longer than %s, and %d may; the slowest took %.3f s"):format(
          seen.slow, seen.requests, options.url, tostring(options.slower_than), may_lag, seen.slowest),
      }
    end
  end)
  return seen
end

local function escaped(text)
  return (text:gsub("[^%w%-_.~]", function (byte) return ("%%%02X"):format(byte:byte()) end))
end

-- The first number in what Prometheus answers to an instant query.
local function of_prometheus(answer)
  local data = answer.json and answer.json.data
  local first = data and data.result and data.result[1]
  if data and data.resultType == "scalar" then return tonumber(data.result[2]) end
  return first and first.value and tonumber(first.value[2])
end

function gates.metric_gate(options)
  if type(options) ~= "table" or type(options.request) ~= "function" then
    reject("metric_gate", "takes { request = http_request, … }")
  end
  local url, value = options.url, options.value
  if options.prometheus then
    if type(options.query) ~= "string" then reject("metric_gate", "'query' must be text") end
    url = options.prometheus .. "/api/v1/query?query=" .. escaped(options.query)
    value = value or of_prometheus
  end
  if type(url) ~= "string" then reject("metric_gate", "needs prometheus and query, or url") end
  value = value or function (answer) return tonumber(answer.body) end
  if options.above == nil and options.below == nil then reject("metric_gate", "needs above or below") end
  local name = options.name or options.query or options.url
  local samples, beyond = {}, 0
  over("metric_gate", { over = options.over, every = options.every or "10s" }, function ()
    local answer = options.request { url, timeout = "10s" }
    local number = value(answer)
    if number == nil or number ~= number then
      if options.missing == "ok" then return end
      return { code = "switch.no_metric", message = ("metric_gate: %s has no number now"):format(name) }
    end
    samples[#samples + 1] = number
    local high = options.above and number > options.above
    local low = options.below and number < options.below
    if not high and not low then return end
    beyond = beyond + 1
    if beyond <= (options.times or 0) then return end
    local texts = {}
    for index, sample in ipairs(samples) do texts[index] = ("%g"):format(sample) end
    return {
      code = "switch.metric", samples = samples,
      message = ("metric_gate: %s is %g, %s %g, %d of %d times; it was %s"):format(
        name, number, high and "above" or "below", high and options.above or options.below, beyond, #samples,
        table.concat(texts, ", ")),
    }
  end)
  return samples
end

return gates
