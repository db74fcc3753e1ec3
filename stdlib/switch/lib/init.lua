-- moondock.switch: how a new version takes the place of the old one, on one machine after the other or all at once.
--
-- Ordinary Lua on top of parallel, with_rollback and sleep: copy it and change it where your way is another one. It
-- requests no grant: what is deployed, asked and switched are functions of the recipe.

local gates = require "gates"
local plans = require "plans"
local units = require "units"

local reject, seconds, share = units.reject, units.seconds, units.share
local name_of, text_of, is_cancelled = units.name_of, units.text_of, units.is_cancelled

local check, included, batches = plans.check, plans.included, plans.batches

local M = {}

-- Failures in a sentence, each with its item.
local function list(failed)
  local parts = {}
  for index, failure in ipairs(failed) do parts[index] = ("%s: %s"):format(failure.name, text_of(failure.error)) end
  return table.concat(parts, "; ")
end

local function stopped(name, state, budget)
  return {
    code = "switch.stopped", done = state.done, failed = state.names,
    message = ("%s: %d of %d failed, and %d may: %s"):format(name, #state.failed, state.total, budget, list(state.failed)),
  }
end

-- Deploys to some items at the same time. Each is rolled back by itself when it fails.
local function deploy_to(batch, deploy)
  return parallel(batch, { on_failure = "continue" }, function (item)
    return with_rollback(name_of(item), function () return deploy(item) end)
  end)
end

local function roll(name, state, plan, deploy, budget, pause)
  for index, batch in ipairs(plan) do
    if pause > 0 and state.begun then
      sleep { pause, park = false, reason = ("a pause before batch %d of %d"):format(index, #plan) }
    end
    state.begun = true
    for place, result in ipairs(deploy_to(batch, deploy)) do
      local item = batch[place]
      if result.ok then
        state.done[#state.done + 1] = name_of(item)
      elseif is_cancelled(result.error) then
        error(result.error, 0)
      else
        state.failed[#state.failed + 1] = { name = name_of(item), item = item, error = result.error }
        state.names[#state.names + 1] = name_of(item)
      end
    end
    if #state.failed > budget then error(stopped(name, state, budget), 0) end
  end
end

-- Tries those once more that failed and were allowed to: last, so that `resume` tries them again when they are back.
local function finish(name, state, deploy)
  if #state.failed == 0 then return end
  log { ("%s: %d of %d are done; tries again %s"):format(name, #state.done, state.total, list(state.failed)), level = "warning" }
  local items = {}
  for index, failure in ipairs(state.failed) do items[index] = failure.item end
  local ok, failure = pcall(parallel, items, function (item)
    return with_rollback(name_of(item), function () return deploy(item) end)
  end)
  if not ok then
    if is_cancelled(failure) then error(failure, 0) end
    error({
      code = "switch.incomplete", done = state.done, failed = state.names,
      message = ("%s: %d of %d are done, and not %s: %s"):format(
        name, #state.done, state.total, table.concat(state.names, ", "), text_of(failure)),
    }, 0)
  end
  for _, done in ipairs(state.names) do state.done[#state.done + 1] = done end
  state.failed, state.names = {}, {}
end

local function new_state(items, skipped) return { done = {}, failed = {}, names = {}, skipped = skipped, total = #items } end

---@class switch.RollingOptions
---@field batch? any        how many at a time: a number, a part like "25%", or a list of them, whose last one goes on; 1
---@field pause? any        how long to wait between batches
---@field budget? any       how many may fail before all of it is rolled back: a number or a part; 0
---@field exclude? string[] names that are left out
---@field name? string      what it is called in the log

---Deploys to one batch after the other. When more fail than may, all that was done is rolled back. What failed and was
---allowed to is tried once more in the end; when it fails again so does the run, and `moondock resume` finishes it.
---@param items any[]                       the machines, or tables with a name
---@param options switch.RollingOptions
---@param deploy fun(item: any)             deploys to one of them
---@return table report                     { done, skipped }, lists of names
---
---    local switch = require "moondock.switch"
---    switch.rolling(env.web.hosts, { batch = { 1, 5, "20%" }, budget = 1, pause = "10s" }, function (host)
---      docker_run { host = host, name = "shop-web", image = shop.web, replace = true }
---    end)
function M.rolling(items, options, deploy)
  if deploy == nil then options, deploy = {}, options end
  check("rolling", items, options, deploy, { batch = true, pause = true, budget = true, exclude = true, name = true })
  local name = options.name or "rolling"
  local kept, skipped = included("rolling", items, options.exclude)
  local plan = batches("rolling", kept, options.batch or 1)
  local budget = share("rolling", "budget", options.budget or 0, #kept, 0)
  local pause = seconds("rolling", "pause", options.pause or 0)
  local state = new_state(kept, skipped)
  with_rollback(name, function () roll(name, state, plan, deploy, budget, pause) end)
  finish(name, state, deploy)
  return { done = state.done, skipped = skipped }
end

---@class switch.CanaryOptions
---@field count? any        how many go first: a number or a part like "10%"; 1
---@field gate? function    looks at those, and raises an error where the others are not to follow
---@field batch? any        how many of the others at a time; all
---@field pause? any        how long to wait between batches
---@field budget? any       how many of the others may fail; 0
---@field exclude? string[] names that are left out
---@field name? string      what it is called in the log

---Deploys to a few first, looks, and goes on with the others. An error of the gate, such as a person's no or a check that
---fails, rolls the first ones back; more failures than may be among the others roll all of it back.
---@param items any[]                       the machines, or tables with a name
---@param options switch.CanaryOptions
---@param deploy fun(item: any)             deploys to one of them
---@return table report                     { done, skipped }, lists of names
---
---    switch.canary(env.web.hosts, { count = "10%", gate = function (first)
---      switch.http_check { request = http_request, url = "https://shop.example.com/", over = "2m" }
---      wait_for_approval { "Release it to the others?", from = env.approvers }
---    end }, deploy)
function M.canary(items, options, deploy)
  if deploy == nil then options, deploy = {}, options end
  check("canary", items, options, deploy, {
    count = true, gate = true, batch = true, pause = true, budget = true, exclude = true, name = true,
  })
  if options.gate ~= nil and type(options.gate) ~= "function" then reject("canary", "'gate' must be a function") end
  local name = options.name or "canary"
  local kept, skipped = included("canary", items, options.exclude)
  if #kept == 0 then return { done = {}, skipped = skipped } end
  local count = share("canary", "count", options.count or 1, #kept, 1)
  local first, others = {}, {}
  for index, item in ipairs(kept) do
    local half = index <= count and first or others
    half[#half + 1] = item
  end
  local plan = batches("canary", others, options.batch or math.max(1, #others))
  local budget = share("canary", "budget", options.budget or 0, #others, 0)
  local pause = seconds("canary", "pause", options.pause or 0)
  local state = new_state(kept, skipped)
  with_rollback(name, function ()
    roll(name, state, { first }, deploy, 0, 0)
    if options.gate then options.gate(first) end
    roll(name, state, plan, deploy, budget, pause)
  end)
  finish(name, state, deploy)
  return { done = state.done, skipped = skipped }
end

---@class switch.BlueGreenOptions
---@field active? string    the set that is in use; none where it is left out
---@field sets? string[]    the names of both; { "blue", "green" }
---@field deploy function   deploys to the set whose name it gets; what it returns the others get too
---@field check? function   looks at the new set before anybody uses it
---@field switch function   has the set be used whose name it gets
---@field watch? function   looks at the new set once it is in use
---@field retire? function  stops the old set, once all is well; it stays for an instant way back where this is left out
---@field name? string      what it is called in the log

---Deploys to the set that nobody uses, has it be used, and keeps the other one. When something fails after the switch it
---is switched back first, and then undone what was deployed.
---@param options switch.BlueGreenOptions
---@return string used                      the name of the set that is in use now
---
---    switch.blue_green {
---      active = env.active, deploy = function (set) … end,
---      switch = function (set) … end, watch = function () switch.http_check { … } end,
---    }
function M.blue_green(options)
  if type(options) ~= "table" then reject("blue_green", "takes a table") end
  for _, key in ipairs { "deploy", "switch" } do
    if type(options[key]) ~= "function" then reject("blue_green", ("'%s' must be a function"):format(key)) end
  end
  for _, key in ipairs { "check", "watch", "retire" } do
    if options[key] ~= nil and type(options[key]) ~= "function" then
      reject("blue_green", ("'%s' must be a function"):format(key))
    end
  end
  local sets = options.sets or { "blue", "green" }
  local active = options.active
  if active ~= nil and active ~= sets[1] and active ~= sets[2] then
    reject("blue_green", ("'active' is %s, and the sets are %s and %s"):format(tostring(active), sets[1], sets[2]))
  end
  local new = active == sets[1] and sets[2] or sets[1]
  with_rollback(options.name or "blue_green", function ()
    local result = options.deploy(new)
    if options.check then options.check(new, result) end
    -- Before the switch: one that is half done has to be taken back too.
    if active then on_rollback("switch back to " .. active, function () options.switch(active) end) end
    options.switch(new, result)
    if options.watch then options.watch(new, result) end
  end)
  if active and options.retire then options.retire(active) end
  return new
end

---@class switch.RecreateOptions
---@field stop function     stops what runs on one of them
---@field name? string      what it is called in the log

---Stops the old version everywhere before the new one is deployed anywhere, for applications of which two versions must
---not run at once. Nobody answers in between.
---@param items any[]                       the machines, or tables with a name
---@param options switch.RecreateOptions
---@param deploy fun(item: any)             deploys to one of them
---@return table report                     { done, skipped }, lists of names
function M.recreate(items, options, deploy)
  check("recreate", items, options, deploy, { stop = true, name = true, exclude = true })
  if type(options.stop) ~= "function" then reject("recreate", "'stop' must be a function") end
  local kept, skipped = included("recreate", items, options.exclude)
  local name = options.name or "recreate"
  local state = new_state(kept, skipped)
  with_rollback(name, function ()
    parallel(kept, options.stop)
    roll(name, state, { kept }, deploy, 0, 0)
  end)
  return { done = state.done, skipped = skipped }
end

---@class switch.HTTPCheck
---@field request function     http_request, handed over by the recipe
---@field url string           what is asked
---@field over? any            for how long; once where it is left out
---@field every? any           the pause between two requests; "2s"
---@field failures? any        how many requests may fail: a number or a part of all like "5%"; 0
---@field slower_than? any     what is too slow
---@field slow? any            how many may be too slow: a number or a part; 0
---@field timeout? any         how long one request may take; "5s"
---@field expect? table        the answers that are no failure, as http_request takes them

---Asks an address over a time, and fails with the numbers when too many answers are wrong or late.
---@param options switch.HTTPCheck
---@return table seen                       { requests, failures, slow, slowest } with the slowest in seconds
---
---    switch.http_check {
---      request = http_request, url = "https://shop.example.com/", over = "1m", failures = "1%", slower_than = "500ms",
---    }
function M.http_check(options) return gates.http_check(options) end

---@class switch.MetricGate
---@field request function      http_request, handed over by the recipe
---@field prometheus? string    the address of a Prometheus, such as "http://prometheus:9090"
---@field query? string         what it is asked
---@field url? string           any other address that answers with a number
---@field value? function       finds the number in an answer of http_request
---@field above? number         fails above this
---@field below? number         fails below this
---@field over? any             for how long; once where it is left out
---@field every? any            the pause between two looks; "10s"
---@field times? integer        how often it may be beyond before it fails; 0
---@field missing? string       what no number means: "fail", or "ok"
---@field name? string          what the number is, for messages

---Looks at a number over a time, and fails with what it was when it is beyond a limit.
---@param options switch.MetricGate
---@return number[] samples                 what it was
---
---    switch.metric_gate {
---      request = http_request, prometheus = env.prometheus, above = 0.01, over = "5m", name = "share of 5xx",
---      query = 'sum(rate(http_requests_total{code=~"5.."}[1m])) / sum(rate(http_requests_total[1m]))',
---    }
function M.metric_gate(options) return gates.metric_gate(options) end

return M
