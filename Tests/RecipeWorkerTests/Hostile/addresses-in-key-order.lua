-- expect: error has no order to visit them in
-- Two keys that are tables have no order that a replay could repeat.
for _ in pairs { [{}] = 1, [{}] = 2 } do end
