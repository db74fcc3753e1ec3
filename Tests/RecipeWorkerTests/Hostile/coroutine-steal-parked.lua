-- expect: done
-- A branch that waits for the host is nobody else's to resume.
local thief, victim
parallel {
  a = function()
    victim = coroutine.running()
    local inner = coroutine.create(function() return work { value = "for a" } end)
    thief = inner
    local _, got = coroutine.resume(inner)
    assert(got == "for a")
  end,
  b = function()
    work {}
    for _, co in ipairs { victim, thief } do
      local ok, message = coroutine.resume(co, "forged")
      assert(not ok, message)
    end
  end,
}
