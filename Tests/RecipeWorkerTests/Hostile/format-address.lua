-- expect: error string.format has no '%p'
return string.format("%-20p", {})
