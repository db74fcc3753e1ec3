-- expect: error evil/thing@1.0.0 may not call secret
return { token = secret "TOKEN" }
