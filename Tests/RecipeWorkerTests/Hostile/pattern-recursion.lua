-- expect: error pattern too complex
-- Each item that may repeat is a level of recursion in the matcher.
return ("a"):rep(5000):find(("a?"):rep(5000))
