-- expect: error holds more than 1000000 values
-- Forty doublings of one table: small here, endless when written out.
local t = { 1 }
for i = 1, 40 do t = { t, t } end
work { value = t }
