-- expect: done
-- A title of half a megabyte arrives or is refused; it harms nobody.
pcall(with_rollback, ("t"):rep(500000), function() work {} end)
