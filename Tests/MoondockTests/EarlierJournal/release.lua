local params = recipe {
  summary = "Release the shop behind a yes",
  params = { version = { "string" } },
}
lock("shop migrations")
log("preparing " .. params.version)
sleep("1ms")
local answer = wait_for_approval {
  message = "Release " .. params.version .. "?",
  show = { version = params.version },
  fields = { slot = { choices = { "blue", "green" } } },
}
log("released to " .. answer.fields.slot .. ", approved by " .. answer.by)
sleep("1ms")
return { slot = answer.fields.slot }
