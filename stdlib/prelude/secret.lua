-- secret_text: a text with secrets in it, which the host puts together.

---Joins texts and secrets to one secret: `%s` stands for each of the values, `%%` for a percent sign.
---@param format string
---@param ... string|number|moondock.Secret
---@return moondock.Secret
function exports.secret_text(format, ...)
  if type(format) == "table" and select("#", ...) == 0 then return host.call("secret_text", format) end
  return host.call("secret_text", { format = format, values = { ... } })
end
